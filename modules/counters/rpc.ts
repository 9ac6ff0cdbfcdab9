import { RpcFault, type Counter, type RpcCommand, type Statistics, type Value } from '../../runtime/module.ts';

const TOO_FEW: RpcFault = new RpcFault(500, 'too few parameters');
const NONE: RpcFault = new RpcFault(400, 'no such counter');

/** The commands of the control interface that read and reset counters (spec/modules.md 37). */
export function counterCommands(statistics: Statistics): readonly RpcCommand[] {
  const of = ([group, name]: readonly Value[]): Counter | RpcFault => {
    if (group === undefined || name === undefined) return TOO_FEW;
    return statistics.find(String(group), String(name)) ?? NONE;
  };
  return [
    {
      name: 'cnt.get',
      summary: 'Value of a counter: group, name.',
      run: (args) => {
        const counter = of(args);
        return counter instanceof RpcFault ? counter : counter.value;
      },
    },
    {
      name: 'cnt.get_vars',
      summary: 'Values of all counters of a group: group.',
      run: ([group]) => {
        if (group === undefined) return TOO_FEW;
        const counters = statistics.ofGroup(String(group));
        if (counters.length === 0) return new RpcFault(400, 'no such group');
        return Object.fromEntries(counters.map(({ name, value }) => [name, value]));
      },
    },
    { name: 'cnt.list_groups', summary: 'Names of the groups of counters.', run: () => statistics.groupNames() },
    {
      name: 'cnt.reset',
      summary: 'Resets a counter: group, name.',
      run: (args) => {
        const counter = of(args);
        if (counter instanceof RpcFault) return counter;
        counter.reset();
        return 'ok';
      },
    },
  ];
}
