import type { NameAddr, RandomSource, RouteContext } from '../../runtime/module.ts';
import { countValid, sameContact, sequence, type Binding, type BindingValues, type LocationTable } from '../usrloc/api.ts';
import { readParams, uriFault, type ContactParams } from './contact-params.ts';
import { noteFound } from './found-list.ts';
import { lifetime } from './lifetime.ts';
import { REFUSED, Refusal } from './refusal.ts';
import { MOST_CONTACTS, type Registrar } from './registrar.ts';
import type { Registration } from './registration.ts';

/** What is asked of the contacts of one REGISTER besides themselves. */
export interface Request {
  readonly contacts: readonly NameAddr[];
  /** Expires field, see `expiresField`. */
  readonly expires: number;
  /** The first contact stays, and no other. */
  readonly single: boolean;
  /** Null: times are not varied. */
  readonly random: RandomSource | null;
  /** Contacts that the AoR may have, 0 for no limit. */
  readonly limit: number;
}

/** What has to be done with one contact. */
interface Step {
  kind: 'insert' | 'update' | 'delete' | 'none';
  values: BindingValues;
  /** What is stored, null for a new contact. */
  readonly binding: Binding | null;
}

const NOTHING: readonly Step[] = [];

/**
 * What a REGISTER changes. All of it is decided before anything is done, so that a REGISTER is applied whole or not at all
 * (RFC 3261 10.3).
 */
export class Plan {
  private readonly registrar: Registrar;
  private readonly cx: RouteContext;
  private readonly table: LocationTable;
  private readonly aor: string;
  /** First binding of the AoR, as it was. */
  private readonly first: Binding | null;
  private readonly now: number;
  // made with its first element: an empty array that grows takes room for seventeen
  private steps: Step[] | null = null;
  /** Others of the AoR go (flag 4). */
  private onlyOne = false;

  /** @param now seconds since 1970 */
  constructor(registrar: Registrar, cx: RouteContext, table: LocationTable, aor: string, now: number) {
    this.registrar = registrar;
    this.cx = cx;
    this.table = table;
    this.aor = aor;
    this.first = table.get(aor);
    this.now = now;
  }

  /** @returns why the whole request is refused, or null */
  make(registration: Registration, request: Request): Refusal | null {
    const { contacts, single } = request;
    for (let i = 0; i < contacts.length; i++) {
      const contact = contacts[i]!;
      const params = readParams(contact);
      if (params.fault !== null) return params.fault;
      const fault = uriFault(contact.uriText, this.registrar.settings.contact_max_size);
      if (fault !== null) return fault;
      const stored = this.add(registration, request, contact, params);
      if (stored instanceof Refusal) return stored;
      // what follows is checked as well: a broken REGISTER is broken whatever the script asks for
      if (single && stored) return this.checkRest(request, i + 1);
    }
    return single ? null : this.checkCount(request.limit);
  }

  /** Applies it. @returns the result of save(): 1 something new, 2 refreshed, 3 removed; 1 when there was nothing to do */
  apply(): 1 | 2 | 3 {
    let inserted = false;
    let updated = false;
    let deleted = false;
    let kept: Binding | null = null;
    const steps = this.steps ?? NOTHING;
    for (let i = 0; i < steps.length; i++) {
      const { kind, binding, values } = steps[i]!;
      if (kind === 'insert') {
        inserted = true;
        kept = this.table.insert(this.aor, values, this.now);
        noteFound(this.registrar, this.cx, kept);
      } else if (kind === 'update') {
        updated = true;
        kept = binding!;
        this.table.update(kept, values, this.now);
        noteFound(this.registrar, this.cx, kept);
      } else if (kind === 'delete') {
        deleted = this.table.delete(binding!) || deleted;
      }
    }
    if (this.onlyOne && kept !== null) this.removeOthers(kept);
    return inserted ? 1 : updated ? 2 : deleted ? 3 : 1;
  }

  // @returns whether the contact is one to be kept
  private add(registration: Registration, request: Request, contact: NameAddr, params: ContactParams): boolean | Refusal {
    const asked = params.expires !== -1 ? params.expires : request.expires;
    const seconds = lifetime(this.registrar.settings, asked, request.random);
    if (seconds < 0) return REFUSED.brief;
    const values = registration.values(contact, params, seconds === 0 ? 0 : this.now + seconds);
    const own = this.earlier(values);
    if (own !== null) {
      this.again(own, values, seconds);
      return seconds > 0;
    }
    const binding = this.find(values);
    if (binding === null) {
      if (seconds === 0) return false;
      this.push({ kind: 'insert', values, binding: null });
      this.onlyOne = request.single;
      return true;
    }
    switch (sequence(binding, values.callId, values.cseq, this.now, this.registrar.usrloc.cseqDelay)) {
      case 'older':
        return REFUSED.cseq;
      case 'repeated':
        return seconds > 0;
      case 'newer':
        this.push({ kind: seconds === 0 ? 'delete' : 'update', values, binding });
        this.onlyOne = request.single && seconds > 0;
        return seconds > 0;
    }
  }

  private push(step: Step): void {
    if (this.steps === null) this.steps = [step];
    else this.steps.push(step);
  }

  // the step of an earlier contact of this request that means the same contact
  private earlier(values: BindingValues): Step | null {
    const mode = this.registrar.usrloc.matchingMode;
    const steps = this.steps ?? NOTHING;
    for (let i = steps.length - 1; i >= 0; i--) {
      const step = steps[i]!;
      if (sameContact(mode, step.values, values)) return step;
    }
    return null;
  }

  // the same contact once more in one request: what is said last counts
  private again(step: Step, values: BindingValues, seconds: number): void {
    step.values = values;
    if (seconds > 0) step.kind = step.binding === null ? 'insert' : 'update';
    else step.kind = step.binding === null ? 'none' : 'delete';
  }

  private find(values: BindingValues): Binding | null {
    const mode = this.registrar.usrloc.matchingMode;
    for (let at = this.first; at !== null; at = at.next) if (sameContact(mode, at, values)) return at;
    return null;
  }

  // Expired bindings do not count, removed ones make room; a refresh is never refused
  private checkCount(limit: number): Refusal | null {
    const before = countValid(this.first, this.now);
    let after = before;
    const steps = this.steps ?? NOTHING;
    for (let i = 0; i < steps.length; i++) {
      const { kind, binding } = steps[i]!;
      const counted = binding !== null && binding.isValid(this.now);
      if (kind === 'insert' || (kind === 'update' && !counted)) after++;
      else if (kind === 'delete' && counted) after--;
    }
    const most = limit > 0 ? Math.min(limit, MOST_CONTACTS) : MOST_CONTACTS;
    return after > most && after > before ? REFUSED.tooMany : null;
  }

  private checkRest(request: Request, from: number): Refusal | null {
    const { contacts } = request;
    for (let i = from; i < contacts.length; i++) {
      const contact = contacts[i]!;
      const fault = readParams(contact).fault ?? uriFault(contact.uriText, this.registrar.settings.contact_max_size);
      if (fault !== null) return fault;
    }
    return null;
  }

  private removeOthers(kept: Binding): void {
    for (let at = this.table.get(this.aor); at !== null;) {
      const { next } = at;
      if (at !== kept) this.table.delete(at);
      at = next;
    }
  }
}
