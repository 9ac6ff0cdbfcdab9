import { describe, expect, it } from 'vitest';
import { KsrError } from '../../../runtime/errors.ts';
import { fromExports } from '../../../runtime/loader/generation.ts';

const requestRoute = (): void => {};

function mistakeOf(exports: object, source?: string): KsrError {
  try {
    fromExports(exports, source === undefined ? {} : { file: '/r/routes.ts', source });
  } catch (thrown) {
    if (thrown instanceof KsrError) return thrown;
  }
  throw new Error('there was no mistake');
}

describe('fromExports', () => {
  it('makes a generation of plain functions', () => {
    const onReplyRoute = (): void => {};
    const natReply = async (): Promise<void> => {};
    const routes = fromExports({ requestRoute, onReplyRoute, natReply, limit: 5, nothing: null });
    expect(routes.requestRoute).toBe(requestRoute);
    expect(routes.onReplyRoute).toBe(onReplyRoute);
    expect(routes.names).toEqual(['requestRoute', 'onReplyRoute', 'natReply']);
    expect(routes.get('natReply')).toBe(natReply);
    expect(routes).toMatchObject({ id: 1, file: '', inputs: [], warnings: [] });
    expect(routes.place(new Error('x'))).toBeUndefined();
  });

  it.each(['limit', 'nothing', 'missing', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'has no callback named %j',
    (name) => {
      expect(fromExports({ requestRoute, limit: 5, nothing: null }).get(name)).toBeUndefined();
    },
  );

  it('does without onReplyRoute', () => {
    expect(fromExports({ requestRoute }).onReplyRoute).toBeUndefined();
  });

  it('is what it is told to be', () => {
    const place = { file: '/r/a.ts', line: 1, column: 1, frame: '' };
    const origin = {
      id: 7,
      file: '/r/routes.ts',
      inputs: ['/r/a.ts'],
      warnings: ['odd'],
      mapStack: () => 'mapped',
      place: () => place,
    };
    const { mapStack, place: placeOf, ...others } = fromExports({ requestRoute }, origin);
    expect(others).toMatchObject({ id: 7, file: '/r/routes.ts', inputs: ['/r/a.ts'], warnings: ['odd'] });
    expect(mapStack(0)).toBe('mapped');
    expect(placeOf(0)).toBe(place);
  });

  it('shows stacks as they are when there is no map', () => {
    const { mapStack } = fromExports({ requestRoute });
    const error = new Error('x');
    expect(mapStack(error)).toBe(error.stack);
    expect(mapStack('text')).toBe('text');
  });

  it.each(['onReplyRoute2', 'onReplyRouteNat', 'natReply', 'manageReply', 'failureRoute', 'requestRouteInner', 'onSend', 'x'])(
    'leaves a callback named %s alone',
    (name) => {
      expect(fromExports({ requestRoute, [name]: () => {} }).get(name)).toBeTypeOf('function');
    },
  );
});

describe('fromExports, when something is wrong', () => {
  it.each([
    ['requestRout', 'requestRoute'],
    ['requestRoutes', 'requestRoute'],
    ['RequestRoute', 'requestRoute'],
    ['request_route', 'requestRoute'],
    ['requesRoute', 'requestRoute'],
    ['requestROute', 'requestRoute'],
    ['ksr_request_route', 'requestRoute'],
  ])('%s was meant to be %s', (name, near) => {
    const error = mistakeOf({ [name]: () => {} });
    expect(error.code).toBe('E_ROUTES_EXPORT');
    expect(error.message).toBe(`routes exports "${name}"; did you mean ${near}?`);
    expect(error.remedy).toBe('A routes file must export requestRoute.');
  });

  it.each([
    ['onReplyRout', 'onReplyRoute'],
    ['onreplyRoute', 'onReplyRoute'],
    ['ksr_reply_route', 'onReplyRoute'],
    ['onSendRout', 'onSendRoute'],
    ['ksr_onsend_route', 'onSendRoute'],
  ])('beside requestRoute, %s was meant to be %s', (name, near) => {
    const error = mistakeOf({ requestRoute, [name]: () => {} });
    expect(error.facts).toMatchObject({ problem: `exports "${name}"`, near });
    expect(error.remedy).toContain(`Call it ${near}`);
  });

  it('leaves a name alone that is near to one which is there', () => {
    const routes = fromExports({ requestRoute, onReplyRoute: () => {}, onReplyRouteX: () => {}, onReplyRout: () => {} });
    expect(routes.names).toContain('onReplyRout');
  });

  it.each([
    { exports: {}, problem: 'exports no requestRoute' },
    { exports: { limit: 1 }, problem: 'exports no requestRoute' },
    { exports: { natReply: () => {}, relay: () => {} }, problem: 'exports natReply, relay, but no requestRoute' },
    { exports: { requestRoute: 5 }, problem: 'exports requestRoute, which is of type number' },
    { exports: { requestRoute: null }, problem: 'exports requestRoute, which is null' },
    { exports: { requestRoute: undefined }, problem: 'exports requestRoute, which is of type undefined' },
    {
      exports: {
        requestRoute: class Route {
          run(): void {}
        },
      },
      problem: 'exports requestRoute, which is a class',
    },
    { exports: { *requestRoute() {} }, problem: 'exports requestRoute, which is a generator, which would never run' },
    { exports: { async *requestRoute() {} }, problem: 'exports requestRoute, which is a generator, which would never run' },
    { exports: { requestRoute, onReplyRoute: 'x' }, problem: 'exports onReplyRoute, which is of type string' },
    { exports: { requestRoute, onSendRoute: {} }, problem: 'exports onSendRoute, which is of type object' },
  ])('refuses a file that $problem', ({ exports, problem }) => {
    expect(mistakeOf(exports).facts['problem']).toBe(problem);
  });

  it('tells from the source that only export is missing', () => {
    for (const declared of ['function requestRoute() {}', 'async function requestRoute() {}', 'const requestRoute = () => {};']) {
      const error = mistakeOf({}, `// requestRoute\n${declared}`);
      expect(error.facts['problem']).toBe('has a requestRoute, but does not export it');
      expect(error.location).toMatchObject({ line: 2, column: declared.indexOf('requestRoute') + 1 });
    }
  });

  it.each([
    { source: 'export function requestRout(): void {}', line: 1, column: 17 },
    { source: '// requestRout\n  export const requestRout = () => {};', line: 2, column: 16 },
    { source: 'requestRoutes();\nfunction requestRout() {}\nexport { requestRout };', line: 3, column: 10 },
    { source: 'function requestRout() {}\nexport {\n  requestRout,\n};', line: 1, column: 10 },
    { source: 'const a = { requestRout };\nmodule.exports = a;', line: 1, column: 13 },
    { source: "export * from './other.ts';", line: 0, column: 0 },
  ])('shows the place in $source', ({ source, line, column }) => {
    const { location } = mistakeOf({ requestRout: () => {} }, source);
    expect(location).toMatchObject({ file: '/r/routes.ts', line, column });
    if (line > 0) expect(location?.frame.split('\n')[1]).toBe(`  | ${' '.repeat(column - 1)}^^^^^^^^^^^`);
    else expect(location?.frame).toBe('');
  });

  it('finds a name with a dollar sign', () => {
    const error = mistakeOf({ $x$: () => {} }, 'export const a = "$x$x"; const $x$$ = 1; export const $x$ = () => {};');
    expect(error.location).toMatchObject({ line: 1, column: 55 });
  });
});
