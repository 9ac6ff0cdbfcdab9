import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEVIATIONS } from './deviations.ts';
import { readFlows } from './folder.ts';
import { findFunctions } from './functions.ts';
import { judge, setFunctions } from './judge.ts';

// flows over streams belong to the transports that are still to come
const files = readFlows(fileURLToPath(new URL('./data/', import.meta.url))).map(({ topic, flows }) => ({
  topic,
  flows: flows.filter((flow) => [...Object.values(flow.agents), ...flow.listen].every((address) => address.startsWith('udp:'))),
}));

beforeAll(async () => {
  setFunctions(await findFunctions());
});

describe.each(files.map((file) => [file.topic, file] as const))('recorded flows: %s', (_topic, file) => {
  it.each(file.flows.map((flow) => [flow.name, flow] as const))('%s', async (_name, flow) => {
    const { outcome, details } = await judge(flow);
    expect(details.join('\n') && outcome !== 'passed' ? details.join('\n') : '').toBe('');
    expect(outcome).toBe('passed');
  });
});

it('lists deviations only of flows that there are', () => {
  const names = new Set(files.flatMap((file) => file.flows.map((flow) => flow.name)));
  expect(Object.keys(DEVIATIONS).filter((name) => !names.has(name))).toEqual([]);
});
