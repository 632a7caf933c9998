import ts from 'typescript';
import { refusedSyntax } from './syntax.ts';

/** The service's limit for the code of one resolver or function, inline source map included. */
const MAX_CODE_CHARACTERS = 32_768;

const MODULES = new Set(['@aws-appsync/utils', '@aws-appsync/utils/dynamodb']);

interface Edit {
  start: number;
  end: number;
  text: string;
}

interface Module {
  file: ts.SourceFile;
  edits: Edit[];
  problems: string[];
  /** Local name by exported name. */
  exported: Map<string, string>;
}

/**
 * Turns an ESM bundle into the text of a script: one function `(imports, loop, same) => ({ request,
 * response })`. Every === and !== asks `same(a, b)`, since null equals undefined in the service.
 * Every for-of and for-in asks `loop()` before each round and ends when it says so, which is how
 * the iteration limit is kept. Lines stay where they are, so that a stack trace still points into
 * the bundle. Throws, with every place, when the bundle leaves the APPSYNC_JS subset or lacks a
 * handler.
 */
export function instrument(code: string, name: string): string {
  const file = ts.createSourceFile(`${name}.js`, code, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const module: Module = { file, edits: [], problems: syntaxErrors(file), exported: new Map() };
  if (code.length > MAX_CODE_CHARACTERS) module.problems.push(`it has ${code.length} characters, the limit is ${MAX_CODE_CHARACTERS}`);
  for (const statement of file.statements) rewriteStatement(statement, module);
  visit(file, module);
  const exports = ['request', 'response'].map((handler) => `${handler}: ${handlerName(handler, module)}`);
  if (module.problems.length > 0) throw new Error(`The code of ${name} contains one or more errors: ${module.problems.join('; ')}.`);
  return `(function (__imports, __loop, __same) { 'use strict'; ${applyEdits(code, module.edits)}\nreturn { ${exports.join(', ')} };\n})`;
}

function syntaxErrors(file: ts.SourceFile): string[] {
  const { diagnostics } = ts.transpileModule(file.text, {
    reportDiagnostics: true,
    fileName: file.fileName,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, allowJs: true },
  });
  return (diagnostics ?? []).map((each) => ts.flattenDiagnosticMessageText(each.messageText, ' '));
}

function handlerName(handler: string, module: Module): string {
  const local = module.exported.get(handler);
  if (!local) module.problems.push(`it does not export ${handler}`);
  return local ?? 'undefined';
}

function rewriteStatement(statement: ts.Statement, module: Module): void {
  if (ts.isImportDeclaration(statement)) replace(statement, importText(statement, module), module);
  else if (ts.isExportDeclaration(statement)) rewriteExportList(statement, module);
  else if (ts.isExportAssignment(statement)) module.problems.push('it has a default export, handlers must be named exports');
  else if (ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement)) rewriteExportModifier(statement, module);
}

function importText(statement: ts.ImportDeclaration, module: Module): string {
  const from = (statement.moduleSpecifier as ts.StringLiteral).text;
  if (!MODULES.has(from)) module.problems.push(`it imports ${from}, only ${[...MODULES].join(' and ')} exist at runtime`);
  const bindings = statement.importClause?.namedBindings;
  const source = `__imports[${JSON.stringify(from)}]`;
  if (!bindings) return '';
  if (ts.isNamespaceImport(bindings)) return `const ${bindings.name.text} = ${source};`;
  const names = bindings.elements.map((each) => `${(each.propertyName ?? each.name).text}: ${each.name.text}`);
  return `const { ${names.join(', ')} } = ${source};`;
}

function rewriteExportList(statement: ts.ExportDeclaration, module: Module): void {
  const clause = statement.exportClause;
  if (statement.moduleSpecifier || !clause || !ts.isNamedExports(clause)) {
    module.problems.push('it re-exports another module, bundle it first');
    return;
  }
  clause.elements.forEach((each) => module.exported.set(each.name.text, (each.propertyName ?? each.name).text));
  replace(statement, '', module);
}

function rewriteExportModifier(statement: ts.FunctionDeclaration | ts.VariableStatement, module: Module): void {
  const modifier = statement.modifiers?.find((each) => each.kind === ts.SyntaxKind.ExportKeyword);
  if (!modifier) return;
  replace(modifier, '', module);
  const names = ts.isFunctionDeclaration(statement) ? [statement.name] : statement.declarationList.declarations.map((each) => each.name);
  for (const name of names) if (name && ts.isIdentifier(name)) module.exported.set(name.text, name.text);
}

function visit(node: ts.Node, module: Module): void {
  const refused = refusedSyntax(node);
  if (refused) module.problems.push(`${refused} is not supported (line ${lineOf(node, module.file)})`);
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) limitLoop(node.statement, module);
  if (ts.isBinaryExpression(node)) compareLikeService(node, module);
  ts.forEachChild(node, (child) => {
    visit(child, module);
  });
}

function limitLoop(body: ts.Statement, module: Module): void {
  const guard = 'if (__loop()) break; ';
  const start = body.getStart(module.file);
  if (ts.isBlock(body)) {
    module.edits.push({ start: start + 1, end: start + 1, text: ` ${guard}` });
    return;
  }
  module.edits.push({ start, end: start, text: `{ ${guard}` }, { start: body.end, end: body.end, text: ' }' });
}

function compareLikeService({ left, operatorToken, right }: ts.BinaryExpression, module: Module): void {
  const equal = operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken;
  if (!equal && operatorToken.kind !== ts.SyntaxKind.ExclamationEqualsEqualsToken) return;
  const start = left.getStart(module.file);
  module.edits.push({ start, end: start, text: `${equal ? '' : '!'}__same(` });
  replace(operatorToken, ',', module);
  module.edits.push({ start: right.end, end: right.end, text: ')' });
}

function replace(node: ts.Node, text: string, module: Module): void {
  const start = node.getStart(module.file);
  const lines = module.file.text.slice(start, node.end).replaceAll(/[^\n]/g, '');
  module.edits.push({ start, end: node.end, text: text + lines });
}

function lineOf(node: ts.Node, file: ts.SourceFile): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function applyEdits(code: string, edits: Edit[]): string {
  // From the back, so that earlier positions stay valid; of two at one place the later one encloses
  // nothing and goes last.
  const ordered = edits.map((edit, index) => ({ edit, index })).sort((a, b) => b.edit.start - a.edit.start || b.index - a.index);
  return ordered.reduce((text, { edit }) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
}
