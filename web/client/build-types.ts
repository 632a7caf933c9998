import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Without a type checker, which would take most of the time of a first start: file by file, as
 * `isolatedDeclarations` has it. `npm run types` checks the same files.
 */
const OPTIONS: ts.CompilerOptions = {
  ...{ declaration: true, isolatedDeclarations: true, allowImportingTsExtensions: true, strict: true, exactOptionalPropertyTypes: true },
  ...{ target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.ESNext },
};

/** A top-level declaration, without `export`, and what is wrong with the file that it is in. */
interface Declared {
  text: string;
  problem: string | undefined;
}

/**
 * All declarations that a module's exports need, and what it and its imports add to global names,
 * as the text of one file without imports. Throws where two files declare a name that is needed,
 * and where its type does not stand in the file.
 */
export function bundledTypes(entry: string): string {
  const { declared, exported, globals } = declarationsOf(entry);
  if (exported.length === 0) throw new Error(`${entry} exports nothing.`);
  const needed = new Map<string, string>();
  const visit = (name: string) => {
    const [first, other] = declared.get(name) ?? [];
    if (first === undefined || needed.has(name)) return;
    if (other !== undefined) throw new Error(`Two files declare ${name}, which ${entry} needs. Rename one of them.`);
    if (first.problem !== undefined) throw new Error(first.problem);
    needed.set(name, first.text);
    for (const word of first.text.replace(/\/\*[\s\S]*?\*\//g, '').match(/[A-Za-z_$][\w$]*/g) ?? []) visit(word);
  };
  exported.forEach(visit);
  return `${[...needed.values(), ...globals].join('\n')}\nexport { ${exported.join(', ')} };\n`;
}

/**
 * The top-level declarations of the files that the entry's types come from, by name, the names that
 * the entry exports, and all `declare global`.
 */
function declarationsOf(entry: string): { declared: Map<string, Declared[]>; exported: string[]; globals: string[] } {
  const declared = new Map<string, Declared[]>();
  const exported: string[] = [];
  const globals: string[] = [];
  const files = new Set([entry]);
  for (const path of files) {
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(path, 'utf8'), {
      ...{ fileName: path, reportDiagnostics: true, compilerOptions: OPTIONS },
    });
    const problem = diagnostics[0] && `${path}: ${ts.flattenDiagnosticMessageText(diagnostics[0].messageText, '\n')}`;
    for (const statement of ts.createSourceFile(path, outputText, ts.ScriptTarget.ES2024, true).statements) {
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
        const { moduleSpecifier: from } = statement;
        if (from && ts.isStringLiteral(from) && from.text.startsWith('.')) files.add(join(dirname(path), from.text));
      }
      if (path === entry && ts.isExportDeclaration(statement)) exported.push(...namesOf(statement));
      if (ts.isModuleDeclaration(statement)) globals.push(statement.getText());
      const name = nameOf(statement);
      if (name === undefined) continue;
      const text = statement.getFullText().replace(/^(\s*(?:\/\*\*[\s\S]*?\*\/\s*|\/\/.*\n\s*)*)export /, '$1');
      declared.set(name, [...(declared.get(name) ?? []), { text, problem }]);
    }
  }
  return { declared, exported, globals };
}

function namesOf({ exportClause }: ts.ExportDeclaration): string[] {
  return exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];
}

function nameOf(statement: ts.Statement): string | undefined {
  if (ts.isVariableStatement(statement)) {
    const [first] = statement.declarationList.declarations;
    return first && ts.isIdentifier(first.name) ? first.name.text : undefined;
  }
  const named =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement);
  return named ? statement.name?.text : undefined;
}
