// Looks through TypeScript's own eyes at what KSR has in each kind of route. Its API is called unstable: all that is used of it is here.

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { API, SignatureKind, type Checker, type Project, type Symbol, type Type } from 'typescript/unstable/sync';
import { KINDS } from './kinds.ts';

/** A doc comment: the text in front of its tags, and these. */
export interface Comment {
  readonly text: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

/** A parameter as the compiler sees it. */
export interface FoundParam {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** It takes all that follows, too. */
  readonly rest: boolean;
}

/** A function as the compiler sees it. */
export interface Found {
  /** Name on KSR of the namespace, '' for KSR itself. */
  readonly namespace: string;
  readonly name: string;
  /** Kinds of routes that have it, by their types. */
  readonly kinds: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly comment: Comment;
  /** Comment of the class that declares it. */
  readonly around: Comment;
  readonly params: readonly FoundParam[];
  /** Members of the union that it returns, literals as TypeScript writes them. */
  readonly returns: readonly string[];
  readonly async: boolean;
}

/** All that is seen. */
export interface Seen {
  /** In the order in which the classes declare them. */
  readonly functions: readonly Found[];
  /** Comments on modules by their name, and on what is always there by its name on KSR: `KSR.hdr`; `KSR.` is KSR itself. */
  readonly comments: ReadonlyMap<string, string>;
}

/** The project's folder, with a slash behind it. */
export const PROJECT: string = fileURLToPath(new URL('../../', import.meta.url));

/** Looks at KSR as its types are now. */
export function look(project: string = PROJECT): Seen {
  const api = new API({ cwd: project });
  try {
    const opened = api.updateSnapshot({ openProjects: [`${project}tsconfig.json`] }).getProjects()[0];
    if (opened === undefined) throw new Error(`there is no TypeScript project in ${project}`);
    const walk = new Walk(opened, project);
    return { functions: walk.functions(), comments: walk.comments() };
  } finally {
    api.close();
  }
}

class Walk {
  private readonly program: Project;
  private readonly checker: Checker;
  private readonly root: string;
  private readonly found: Map<string, { found: Found; kinds: string[] }> = new Map();

  constructor(program: Project, root: string) {
    this.program = program;
    this.checker = program.checker;
    this.root = root;
  }

  functions(): Found[] {
    const byKind = this.checker.getDeclaredTypeOfSymbol(this.exported('test/reference/kinds.ts', 'KsrByKind'));
    for (const kind of KINDS) {
      const property = this.checker.getPropertyOfType(byKind, kind);
      if (property === undefined) throw new Error(`KSR has no kind ${kind}`);
      this.members(this.typeOf(property), '', kind);
    }
    return inOrder([...this.found.values()].map(({ found, kinds }) => ({ ...found, kinds })));
  }

  comments(): Map<string, string> {
    const comments = new Map<string, string>();
    const ksr = this.checker.getDeclaredTypeOfSymbol(this.exported('runtime/ksr/compose.ts', 'KsrObject'));
    for (const member of this.checker.getPropertiesOfType(ksr)) comments.set(`KSR.${member.name}`, this.comment(member).text);
    comments.set('KSR.', this.comment(this.exported('runtime/ksr/core.ts', 'KsrCore')).text);
    const modules = this.checker.getDeclaredTypeOfSymbol(this.exported('modules/catalogue.ts', 'Catalogue'));
    for (const { name } of this.checker.getPropertiesOfType(modules)) {
      comments.set(name, this.comment(this.exported(`modules/${name}/index.ts`, name)).text);
    }
    return comments;
  }

  private exported(file: string, name: string): Symbol {
    const source = this.program.program.getSourceFile(`${this.root}${file}`);
    const module = source && this.checker.getSymbolAtLocation(source);
    const symbol = module && this.checker.getExportsOfModule(module).find((one) => one.name === name);
    if (symbol === undefined) throw new Error(`${file} has no ${name}`);
    return symbol;
  }

  private members(type: Type, namespace: string, kind: string): void {
    for (const member of this.checker.getPropertiesOfType(type)) {
      const declaration = (member.valueDeclaration ?? member.declarations[0])?.resolve(this.program);
      if (isHidden(declaration)) continue;
      const of = this.typeOf(member);
      if (this.checker.getSignaturesOfType(of, SignatureKind.Call).length > 0) this.add(member, declaration, namespace, kind);
      else if (namespace === '') this.members(of, member.name, kind);
    }
  }

  private add(member: Symbol, declaration: Node | undefined, namespace: string, kind: string): void {
    const key = `${namespace}.${member.name}`;
    const known = this.found.get(key);
    if (known !== undefined) return void known.kinds.push(kind);
    if (declaration === undefined) throw new Error(`KSR${key} is declared nowhere`);
    const source = declaration.getSourceFile();
    const found = {
      namespace,
      name: member.name,
      kinds: [],
      ...placeOf(declaration, source, this.root),
      ...this.described(member, declaration),
    };
    this.found.set(key, { found, kinds: [kind] });
  }

  private described(member: Symbol, declaration: Node): Pick<Found, 'comment' | 'around' | 'params' | 'returns' | 'async'> {
    const { checker } = this;
    const signature = checker.getSignaturesOfType(this.typeOf(member), SignatureKind.Call)[0]!;
    const returned = checker.getReturnTypeOfSignature(signature)!;
    // a function may answer at once, or by way of a promise
    const answers = membersOf(returned);
    const promised = answers.map((one) => this.promised(one));
    const params = signature.getParameters().map((param) => {
      const written = param.valueDeclaration?.resolve(this.program) as
        | { questionToken?: unknown; initializer?: unknown; dotDotDotToken?: unknown }
        | undefined;
      const optional = written?.questionToken !== undefined || written?.initializer !== undefined;
      return {
        name: param.name,
        type: this.union(this.typeOf(param))
          .filter((one) => one !== 'undefined')
          .join(' | '),
        optional,
        rest: written?.dotDotDotToken !== undefined,
      };
    });
    const owner = (declaration.parent as { name?: Node }).name;
    const symbol = owner && checker.getSymbolAtLocation(owner);
    return {
      comment: this.comment(member),
      around: symbol === undefined ? { text: '', tags: [] } : this.comment(symbol),
      params,
      returns: this.union(...answers.flatMap((one, i) => membersOf(promised[i] ?? one))),
      async: promised.some((one) => one !== undefined),
    };
  }

  private promised(type: Type): Type | undefined {
    return type.isTypeReference() && type.getSymbol()?.name === 'Promise' ? this.checker.getTypeArguments(type)[0] : undefined;
  }

  private comment(symbol: Symbol): Comment {
    const tags = symbol.getJsDocTags(this.checker).map(({ name, text }) => ({ name, text: oneLine(text ?? '') }));
    return { text: oneLine(symbol.getDocumentationComment(this.checker)), tags };
  }

  /** Members of a union in the order in which people write them: numbers from 1 down, then others, null last. */
  private union(...types: readonly Type[]): string[] {
    const members = types.flatMap(membersOf);
    const texts = members.map((one) => (one.isStringLiteralType() ? `'${String(one.value)}'` : this.checker.typeToString(one)));
    if (texts.includes('true') && texts.includes('false')) texts.splice(texts.indexOf('true'), 1, 'boolean');
    const unique = [...new Set(texts)].filter((text) => text !== 'false' || !texts.includes('boolean'));
    const rank = (text: string): number => (text === 'null' ? 2 : Number.isNaN(Number(text)) ? 1 : 0);
    return unique.sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? Number(b) - Number(a) : 0));
  }

  private typeOf(symbol: Symbol): Type {
    const type = this.checker.getTypeOfSymbol(symbol);
    if (type === undefined) throw new Error(`${symbol.name} has no type`);
    return type;
  }
}

/** By namespace, then file by file as they are first met, each from its top. */
function inOrder(found: readonly Found[]): Found[] {
  const files = [...new Set(found.map(({ namespace, file }) => `${namespace} ${file}`))];
  const rank = new Map(files.map((file, at) => [file, at]));
  const rankOf = ({ namespace, file }: Found): number => rank.get(`${namespace} ${file}`)!;
  return [...found].sort((a, b) => a.namespace.localeCompare(b.namespace) || rankOf(a) - rankOf(b) || a.line - b.line);
}

/** `private` and `protected` ones exist for the compiler as well. */
function isHidden(declaration: Node | undefined): boolean {
  const modifiers = (declaration as { modifiers?: readonly Node[] } | undefined)?.modifiers ?? [];
  return modifiers.some((one) => one.getText() === 'private' || one.getText() === 'protected');
}

function placeOf(declaration: Node, source: SourceFile, root: string): { file: string; line: number } {
  const line = source.text.slice(0, declaration.getStart()).split('\n').length;
  return { file: relative(root, source.fileName), line };
}

// Notes for whoever works on the source are left out.
function oneLine(text: string): string {
  return text
    .split(/\s+/)
    .join(' ')
    .replaceAll(/ \(spec\/[^)]*\)/g, '')
    .trim();
}

function membersOf(type: Type): readonly Type[] {
  return (type.isUnionType() ? type.getTypes() : [type]) ?? [type];
}
