import ts from 'typescript';

/**
 * All declarations that a module's exports need, as the text of one file without imports. Throws where two files declare a name that is
 * needed, and for type errors.
 */
export function bundledTypes(entry: string): string {
  const program = ts.createProgram([entry], {
    ...{ declaration: true, emitDeclarationOnly: true, allowImportingTsExtensions: true, strict: true, exactOptionalPropertyTypes: true },
    ...{ target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    ...{ lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'], types: [], skipLibCheck: true },
  });
  const checker = program.getTypeChecker();
  const main = program.getSourceFile(entry);
  const symbol = main && checker.getSymbolAtLocation(main);
  if (!symbol) throw new Error(`${entry} exports nothing.`);
  const exported = checker.getExportsOfModule(symbol).map(({ name }) => name);

  const declared = declarationsOf(program, entry);
  const needed = new Map<string, string>();
  const visit = (name: string) => {
    const [text, other] = declared.get(name) ?? [];
    if (text === undefined || needed.has(name)) return;
    if (other !== undefined) throw new Error(`Two files declare ${name}, which ${entry} needs. Rename one of them.`);
    needed.set(name, text);
    for (const word of text.replace(/\/\*[\s\S]*?\*\//g, '').match(/[A-Za-z_$][\w$]*/g) ?? []) visit(word);
  };
  exported.forEach(visit);
  return `${[...needed.values()].join('\n')}\nexport { ${exported.join(', ')} };\n`;
}

/** The top-level declarations of the program's own files, by name, without `export`. */
function declarationsOf(program: ts.Program, entry: string): Map<string, string[]> {
  const declared = new Map<string, string[]>();
  const diagnostics = ts.getPreEmitDiagnostics(program);
  if (diagnostics[0]) throw new Error(ts.flattenDiagnosticMessageText(diagnostics[0].messageText, '\n'));
  program.emit(undefined, (path, text, _mark, _error, [source] = []) => {
    if (source?.fileName === entry) return;
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
    for (const statement of file.statements) {
      const name = nameOf(statement);
      if (name === undefined) continue;
      const body = statement.getFullText().replace(/^(\s*(?:\/\*\*[\s\S]*?\*\/\s*|\/\/.*\n\s*)*)export /, '$1');
      declared.set(name, [...(declared.get(name) ?? []), body]);
    }
  });
  return declared;
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
