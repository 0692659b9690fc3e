/**
 * Finds code that asks for a download mode by its name outside the mode's own modules: a new mode would pass it by in
 * silence. Asks the type checker, so it does not matter how the variable is called.
 */
import path from "node:path";
import * as ast from "typescript/unstable/ast";
import { API, type Checker, type Project, SymbolFlags, type Type } from "typescript/unstable/sync";
import type { Check, Finding } from "./finding";

/** The list of all modes. */
const MODE_LIST = "lib/contracts/modes/download-mode.ts";
/** The folders of the mode modules and their registries, one per room. Here a mode may be named. */
const MODE_FOLDERS = [
  "lib/contracts/modes/",
  "lib/controller/modes/",
  "lib/engine/image-download/modes/",
  "lib/cli/download-modes/",
  "lib/restconf/modes/",
  "components/upgrade/modes/",
];
/** A test is about one mode and names it. Generated files are not ours. */
const NOT_CHECKED = /\.test\.tsx?$|^lib\/testing\/|^e2e\/|^\.next\/|\/generated\/|\.d\.ts$|node_modules\//;

/**
 * Types whose values are spelled like modes but mean something else: one of our servers, the protocol of a transfer, the
 * source of a log line. An expression counts as one of these only when its declaration says so.
 */
const OTHER_TYPES = /\b(ServerId|serverIds|TransferProtocol|DoctorProtocol|LogSource|ServerRow)\b/;
const OTHER_FILES = /^lib\/contracts\/(servers|settings|server-faults|transfers|logs|sftp|doctor)\.ts$/;

const { SyntaxKind } = ast;
const COMPARISONS = new Set<ast.SyntaxKind>([
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
]);
/** Methods that look something up by their first argument. */
const LOOK_UPS = new Set(["includes", "indexOf", "has", "get", "startsWith", "endsWith"]);

type Candidate = {
  /** The expression that may be a mode. */
  asked: ast.Node;
  /** Compared with it; absent in a switch and a look-up. */
  other?: ast.Node;
  /** What is looked up in. */
  table?: ast.Node;
  what: string;
};

/** The check. `root` is the folder with tsconfig.json. */
export const findModeComparisons: Check = (root) => {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [path.join(root, "tsconfig.json")] });
    const [project] = snapshot.getProjects();
    if (project === undefined) throw new Error(`${root} has no tsconfig.json.`);
    return new ModeCheck(project, root).run();
  } finally {
    api.close();
  }
};

class ModeCheck {
  readonly #project: Project;
  readonly #checker: Checker;
  readonly #root: string;
  readonly #modes: ReadonlySet<string>;

  constructor(project: Project, root: string) {
    this.#project = project;
    this.#checker = project.checker;
    this.#root = root;
    this.#modes = this.#readModes();
  }

  run(): Finding[] {
    const candidates: Candidate[] = [];
    for (const name of this.#project.program.getSourceFileNames()) {
      const file = this.#relative(name);
      if (file.startsWith("..") || NOT_CHECKED.test(file) || isModeModule(file)) continue;
      const source = this.#project.program.getSourceFile(name);
      if (source !== undefined) collect(source, candidates);
    }
    return this.#modesAmong(candidates).map(({ asked, what }) => this.#finding(asked, what));
  }

  /** The names of all modes, from the exported type. */
  #readModes(): ReadonlySet<string> {
    const source = this.#project.program.getSourceFile(path.join(this.#root, MODE_LIST));
    const file = source && this.#checker.getSymbolAtLocation(source);
    const type = file && this.#checker.getMemberInModuleExports(file, "DownloadMode");
    const values = type && literalsOf(this.#checker.getDeclaredTypeOfSymbol(type));
    if (!values || values.length === 0)
      throw new Error(`${MODE_LIST} does not export the type DownloadMode.`);
    return new Set(values);
  }

  #modesAmong(candidates: readonly Candidate[]): Candidate[] {
    const types = this.#checker.getTypeAtLocation(candidates.map(({ asked }) => asked));
    const isMode = candidates.filter((_, i) => this.#isModeType(types[i]));
    return isMode.filter(({ asked, other, table }) => {
      if (other !== undefined && !this.#isOneMode(this.#checker.getTypeAtLocation(other))) return false;
      if (table !== undefined && this.#isRegistry(table)) return false;
      return !this.#isOtherType(asked, 0);
    });
  }

  /** Whether every value of the type, but for null and undefined, is the name of a mode. */
  #isModeType(type: Type | undefined): boolean {
    const values = type && literalsOf(type);
    return values !== undefined && values.length > 0 && values.every((value) => this.#modes.has(value));
  }

  #isOneMode(type: Type | undefined): boolean {
    return type?.isStringLiteralType() === true && this.#modes.has(type.value);
  }

  /** Whether a look-up asks a table that a mode folder declares. */
  #isRegistry(table: ast.Node): boolean {
    const declared = this.#declarations(table);
    return declared.length > 0 && declared.every((node) => isModeModule(this.#fileOf(node)));
  }

  /** Whether the declaration of the expression says that it is no mode. */
  #isOtherType(node: ast.Node, depth: number): boolean {
    if (depth > MAX_STEPS) return false;
    const alias = this.#checker.getTypeAtLocation(node)?.getAliasSymbol()?.name;
    if (alias !== undefined && OTHER_TYPES.test(alias)) return true;
    const declared = this.#declarations(node);
    return declared.length > 0 && declared.every((at) => this.#isDeclaredOther(at, depth));
  }

  #isDeclaredOther(declared: ast.Node, depth: number): boolean {
    if (OTHER_FILES.test(this.#fileOf(declared))) return true;
    const { type, initializer } = declared as { type?: ast.Node; initializer?: ast.Node };
    if (type !== undefined) return OTHER_TYPES.test(type.getText());
    if (ast.isBindingElement(declared)) return this.#isBoundOther(declared, depth);
    if (initializer !== undefined) return this.#isOtherType(initializer, depth + 1);
    const origin = originOf(declared);
    return origin !== undefined && this.#isOtherType(origin, depth + 1);
  }

  /** `const { server } = props`: the property of what is taken apart. */
  #isBoundOther(element: ast.BindingElement, depth: number): boolean {
    const name = (element.propertyName ?? element.name)?.getText() ?? "";
    const whole = element.parent && this.#checker.getTypeAtLocation(element.parent);
    const property = whole && this.#checker.getPropertyOfType(whole, name);
    const declared = (property?.declarations ?? []).flatMap((at) => at.resolve(this.#project) ?? []);
    return declared.length > 0 && declared.every((at) => this.#isDeclaredOther(at, depth + 1));
  }

  /** Where the last name of an expression is declared, behind imports. */
  #declarations(node: ast.Node): ast.Node[] {
    const symbol = this.#checker.getSymbolAtLocation(lastName(node));
    if (symbol === undefined) return [];
    const target = symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return target.declarations.flatMap((handle) => handle.resolve(this.#project) ?? []);
  }

  #fileOf(node: ast.Node): string {
    return this.#relative(node.getSourceFile().fileName);
  }

  #finding(node: ast.Node, what: string): Finding {
    const source = node.getSourceFile();
    const line = source.text.slice(0, node.getStart()).split("\n").length;
    const message = `${what} ${node.getText()}, a download mode, by name. Ask its registry for a capability instead.`;
    return { file: this.#relative(source.fileName), line, message };
  }

  #relative(name: string): string {
    return path.relative(this.#root, name).split(path.sep).join("/");
  }
}

/** How many declarations are followed before an expression counts as a mode. */
const MAX_STEPS = 5;

const isModeModule = (file: string): boolean => MODE_FOLDERS.some((folder) => file.startsWith(folder));

/** The string literals of a type, without null and undefined; undefined when it has other values too. */
function literalsOf(type: Type): string[] | undefined {
  const parts = (type.isUnionType() ? type.getTypes() : [type]).filter(
    (part) => !(part.isIntrinsicType() && /^(null|undefined)$/.test(part.intrinsicName)),
  );
  const values = parts.flatMap((part) => (part.isStringLiteralType() ? [part.value] : []));
  return values.length === parts.length ? values : undefined;
}

function collect(node: ast.Node, into: Candidate[]): void {
  if (ast.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (COMPARISONS.has(operatorToken.kind)) {
      into.push({ asked: left, other: right, what: "Compares" });
      into.push({ asked: right, other: left, what: "Compares" });
    } else if (operatorToken.kind === SyntaxKind.InKeyword) {
      into.push({ asked: left, table: right, what: "Looks up" });
    }
  } else if (ast.isSwitchStatement(node)) {
    into.push({ asked: node.expression, what: "Switches on" });
  } else if (ast.isElementAccessExpression(node)) {
    into.push({ asked: node.argumentExpression, table: node.expression, what: "Looks up" });
  } else if (ast.isCallExpression(node) && ast.isPropertyAccessExpression(node.expression)) {
    const [asked] = node.arguments;
    const { expression: table, name } = node.expression;
    if (asked !== undefined && LOOK_UPS.has(name.text)) into.push({ asked, table, what: "Looks up" });
  }
  node.forEachChild((child) => collect(child, into));
}

/** The name that decides what an expression is: `mode` in `profile?.mode ?? other`. */
function lastName(node: ast.Node): ast.Node {
  if (ast.isPropertyAccessExpression(node)) return node.name;
  if (ast.isParenthesizedExpression(node) || ast.isNonNullExpression(node)) return lastName(node.expression);
  if (ast.isBinaryExpression(node)) return lastName(node.left);
  if (ast.isCallExpression(node) && ast.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression;
    if (SAME_ELEMENTS.has(name.text)) return lastName(expression);
  }
  return node;
}

/** Methods that return a list of the same elements. */
const SAME_ELEMENTS = new Set(["filter", "slice", "toSorted", "toReversed"]);

/** Where the values of a loop variable or a callback's parameter come from: `serverIds` in `serverIds.map((id) => …)`. */
function originOf(declared: ast.Node): ast.Node | undefined {
  const around = declared.parent;
  if (ast.isParameterDeclaration(declared)) {
    const call = around?.parent;
    return call && ast.isCallExpression(call) && ast.isPropertyAccessExpression(call.expression)
      ? call.expression.expression
      : undefined;
  }
  const loop = around?.parent;
  return loop && ast.isForOfStatement(loop) ? loop.expression : undefined;
}
