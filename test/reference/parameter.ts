// What a zod schema says of one parameter.

import { z } from 'zod';

interface JsonSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/** @returns `integer, 0 to 255`, `0 | 1`, `text`, `text or list of texts` */
export function typeText(schema: z.ZodType): string {
  return described(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function described(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.anyOf !== undefined) {
    const parts = schema.anyOf.map(described);
    return parts.join(schema.anyOf.every((one) => one.const !== undefined) ? ' | ' : ' or ');
  }
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return `${schema.type}${range(schema)}`;
    case 'array':
      return `list of ${described(schema.items ?? {})}s`;
    default:
      return schema.type ?? '';
  }
}

function range({ minimum, maximum }: JsonSchema): string {
  const from = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : String(minimum);
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : String(maximum);
  if (from !== '') return to === '' ? `, ${from} or more` : `, ${from} to ${to}`;
  return to === '' ? '' : `, ${to} at most`;
}

/** @returns the default as code; nothing for what is none */
export function defaultText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** The description without the default, which has a column of its own. */
export function meaningOf(description: string): string {
  return description
    .replace(/ Default (?:"[^"]*"|[^.:;]+)\.$/, '')
    .replace(/ 0 or 1, default [^.]+\.$/, '')
    .replace(/[,;] default (?:"[^"]*"|''|[^.:;]+)\.$/, '.');
}
