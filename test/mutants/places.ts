/** Where source can be switched off, one place at a time. Knows TypeScript, and nothing of the guide. */
import ts from 'typescript';

/**
 * `finding`: what would have been reported is not. `condition`: a condition, or one operand of it, always or never holds.
 * `level`: a finding loses the level of its own. `boundary`: `<` becomes `<=`, and the like. `result`: what is returned
 * is the opposite, or nothing.
 */
export type Kind = 'finding' | 'condition' | 'level' | 'boundary' | 'result';

/** One change of the source: the characters `from` up to `to` become `text`. */
export interface Mutant {
  readonly kind: Kind;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The code that is changed, on one line. */
  readonly code: string;
}

/** A line that says why what follows, or stands before it on the line, cannot matter. */
const ACCEPTED = /\/\/ mutant: \S+/;

/** Every mutant of a rule file, in the order of the places. The page and what only it needs is left alone. */
export function mutantsOf(text: string): Mutant[] {
  return mutantsIn(text, statementsOfRule, visit);
}

/** Every mutant of any file, in the order of the places. */
export function mutantsOfFile(text: string): Mutant[] {
  const all = ({ statements }: ts.SourceFile) => statements;
  return mutantsIn(text, all, (statement, add) => {
    visit(statement, add);
    visitResults(statement, add);
  });
}

function mutantsIn(
  text: string,
  statementsOf: (file: ts.SourceFile) => Iterable<ts.Statement>,
  visitEach: (statement: ts.Statement, add: Add) => void,
): Mutant[] {
  const file = ts.createSourceFile('rule.ts', text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const found: Mutant[] = [];
  const add = (kind: Kind, node: ts.Node, by: string) => {
    const [from, to] = [node.getStart(), node.getEnd()];
    const at = file.getLineAndCharacterOfPosition(from).line;
    if (ACCEPTED.test(lines[at]!) || ACCEPTED.test(lines[at - 1] ?? '')) return;
    const code = text.slice(from, to).replace(/\s+/g, ' ');
    found.push({ kind, line: at + 1, from, to, text: by, code });
  };
  for (const statement of statementsOf(file)) visitEach(statement, add);
  return found.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** The source with one change. */
export function mutated(text: string, mutant: Mutant): string {
  return text.slice(0, mutant.from) + mutant.text + text.slice(mutant.to);
}

/**
 * The source with all of the changes, of which the one whose number `MUTANT` holds at run time is in force: what takes
 * long is to compile it, and that is then done once.
 *
 * @param mutants in the order of `mutantsOf`
 * @param isOn code that is true while the mutant of a number is in force
 */
export function switched(
  text: string,
  mutants: readonly Mutant[],
  isOn = (number: number) => `MUTANT === ${number}`,
): string {
  const numbered = mutants.map((mutant, number) => ({ ...mutant, number }));
  // What surrounds comes first; of one place, one after the other.
  numbered.sort((a, b) => a.from - b.from || b.to - a.to || a.number - b.number);
  let next = 0;
  const upTo = (from: number, to: number): string => {
    let out = '';
    let at = from;
    while (next < numbered.length && numbered[next]!.from < to) {
      const mutant = numbered[next]!;
      next += 1;
      out += text.slice(at, mutant.from) + choice(mutant, isOn(mutant.number), upTo(mutant.from, mutant.to));
      at = mutant.to;
    }
    return out + text.slice(at, to);
  };
  return upTo(0, text.length);
}

function choice({ kind, text }: Mutant, isOn: string, inner: string): string {
  return kind === 'level' ? `...(${isOn} ? {} : { ${inner} })` : `(${isOn} ? ${text} : (${inner}))`;
}

/** The rule alone: statements that it does not reach are blanked, so that a mutant is made fast. */
export function ruleOnly(text: string): string {
  const file = ts.createSourceFile('rule.ts', text, ts.ScriptTarget.Latest, true);
  const kept = statementsOfRule(file);
  let out = text;
  for (const statement of file.statements) {
    if (kept.has(statement) || ts.isImportDeclaration(statement)) continue;
    const [from, to] = [statement.getStart(), statement.getEnd()];
    out = out.slice(0, from) + out.slice(from, to).replace(/[^\n]/g, ' ') + out.slice(to);
  }
  return out;
}

/** The statements that `export default` reaches by name. */
function statementsOfRule(file: ts.SourceFile): Set<ts.Statement> {
  const byName = new Map<string, ts.Statement>();
  for (const statement of file.statements) for (const name of namesOf(statement)) byName.set(name, statement);
  const reached = new Set<ts.Statement>();
  const reach = (node: ts.Node) => {
    const statement = ts.isIdentifier(node) ? byName.get(node.text) : undefined;
    if (statement !== undefined && !reached.has(statement)) {
      reached.add(statement);
      reach(statement);
    }
    ts.forEachChild(node, reach);
  };
  for (const statement of file.statements) {
    if (!ts.isExportAssignment(statement)) continue;
    reached.add(statement);
    reach(statement);
  }
  return reached;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : name.elements.map((element) => element.getText()),
    );
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name === undefined ? [] : [statement.name.text];
  return [];
}

type Add = (kind: Kind, node: ts.Node, by: string) => void;

function visit(node: ts.Node, add: Add): void {
  if (ts.isYieldExpression(node)) add('finding', node, '(void 0)');
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'check') {
    const { initializer } = node;
    if (ts.isArrowFunction(initializer) && !ts.isBlock(initializer.body))
      add('finding', initializer.body, '[]');
  }
  if (ts.isIfStatement(node)) both(node.expression, add);
  if (ts.isConditionalExpression(node)) both(node.condition, add);
  if (ts.isWhileStatement(node)) add('condition', node.expression, 'false');
  if (isLogical(node)) operands(node, add);
  if (isLevel(node)) add('level', node, '...{}');
  ts.forEachChild(node, (child) => visit(child, add));
}

function both(condition: ts.Expression, add: Add): void {
  for (const value of ['true', 'false']) add('condition', condition, value);
}

/** `a && b && c`: each of the three left out, and, where nobody else does it, the whole of it always or never true. */
function operands(node: ts.BinaryExpression, add: Add): void {
  const operator = node.operatorToken.kind;
  const isChained = (other: ts.Node): other is ts.BinaryExpression =>
    ts.isBinaryExpression(other) && other.operatorToken.kind === operator;
  if (isChained(node.parent)) return;
  const neutral = operator === ts.SyntaxKind.AmpersandAmpersandToken ? 'true' : 'false';
  const each = (operand: ts.Expression): void => {
    if (isChained(operand)) {
      each(operand.left);
      each(operand.right);
    } else add('condition', operand, neutral);
  };
  each(node);
  if (isAlone(node)) add('condition', node, neutral === 'true' ? 'false' : 'true');
}

/** Not itself the condition, or an operand, of something that is switched both ways. */
function isAlone(node: ts.Node): boolean {
  let { parent } = node;
  while (ts.isParenthesizedExpression(parent) || ts.isPrefixUnaryExpression(parent)) parent = parent.parent;
  return !(
    isLogical(parent) ||
    ts.isIfStatement(parent) ||
    ts.isConditionalExpression(parent) ||
    ts.isWhileStatement(parent)
  );
}

function isLogical(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind)
  );
}

/** The level of a finding: `level` in any object but the rule's own. */
function isLevel(node: ts.Node): boolean {
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return false;
  if (node.name.getText() !== 'level' || !ts.isObjectLiteralExpression(node.parent)) return false;
  return !node.parent.properties.some((property) => property.name?.getText() === 'id');
}

const BOUNDARIES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
]);

function visitResults(node: ts.Node, add: Add): void {
  if (ts.isBinaryExpression(node)) {
    const other = BOUNDARIES.get(node.operatorToken.kind);
    if (other !== undefined) add('boundary', node, `${node.left.getText()} ${other} ${node.right.getText()}`);
  }
  if (ts.isReturnStatement(node) && node.expression !== undefined) result(node.expression, add);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) result(node.body, add);
  ts.forEachChild(node, (child) => visitResults(child, add));
}

/** A truth becomes its opposite; another value becomes none, unless it is none already. */
function result(value: ts.Expression, add: Add): void {
  // Their conditions are switched as it is.
  if (isLogical(value) || ts.isConditionalExpression(value)) return;
  const text = value.getText();
  if (text === 'true') add('result', value, 'false');
  else if (text === 'false') add('result', value, 'true');
  else if (isTruth(value)) add('result', value, `!(${text})`);
  else if (!NOTHING.test(text)) add('result', value, 'undefined');
}

const NOTHING = /^(?:null|undefined|''|""|\[\]|\(?\{\}\)?|void 0)$/;

/** A comparison or a negation; what is joined by `&&` and `||` has mutants for each operand. */
function isTruth(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isCallExpression(node))
    return /\.(?:test|includes|has|startsWith|endsWith|some|every)$/.test(node.expression.getText());
  if (!ts.isBinaryExpression(node)) return false;
  const operator = node.operatorToken.kind;
  return (
    BOUNDARIES.has(operator) ||
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}
