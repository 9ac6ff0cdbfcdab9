/** The kind of callback that runs (spec/modules.md 1.3). `reply` is the core reply route, `tm_reply` a callback armed by `t_on_reply`. */
export type RouteKind = 'request' | 'reply' | 'tm_reply' | 'branch' | 'failure' | 'branch_failure' | 'event';
