// The format of recorded call flows; see FLOWS in the README of test/flows.

/** One thing that the peers do. */
export interface Step {
  readonly send?: string;
  readonly msg?: string;
  readonly to?: string;
  readonly recv?: string;
  readonly kind?: string;
  readonly as?: string;
  readonly timeout?: number;
  readonly wait?: number;
  readonly hang?: string;
}

/** One thing that the server did. */
export interface Item {
  readonly t: number;
  readonly at?: string;
  readonly msg?: string;
  readonly log?: string;
}

/** One recorded flow. */
export interface Flow {
  readonly name: string;
  readonly about?: string;
  /** The recorded behaviour is questionable: match it or do better, it is not counted. */
  readonly quirk?: string | boolean;
  readonly listen: readonly string[];
  readonly agents: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly routes: string;
  readonly steps: readonly Step[];
  readonly expect: readonly Item[];
  readonly end: number;
  /** Steps that did not find their message in the recording either: `step 2: bob did not get MESSAGE`, counted from 1. */
  readonly unmet?: readonly string[];
}

/** A file of flows. */
export interface FlowFile {
  readonly topic: string;
  readonly flows: readonly Flow[];
}
