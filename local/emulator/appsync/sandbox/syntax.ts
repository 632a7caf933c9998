import ts from 'typescript';

const { SyntaxKind } = ts;

// The statements and operators that the service's transpiler refuses, by the name that the message
// uses.
const REFUSED = new Map<ts.SyntaxKind, string>([
  [SyntaxKind.TryStatement, 'try'],
  [SyntaxKind.ThrowStatement, 'throw'],
  [SyntaxKind.WhileStatement, 'while'],
  [SyntaxKind.DoStatement, 'do-while'],
  [SyntaxKind.ForStatement, 'for(;;)'],
  [SyntaxKind.ContinueStatement, 'continue'],
  [SyntaxKind.LabeledStatement, 'label'],
  [SyntaxKind.ClassDeclaration, 'class'],
  [SyntaxKind.ClassExpression, 'class'],
  [SyntaxKind.ThisKeyword, 'this'],
  [SyntaxKind.AwaitExpression, 'await'],
  [SyntaxKind.AsyncKeyword, 'async'],
  [SyntaxKind.YieldExpression, 'yield'],
  [SyntaxKind.NewExpression, 'new'],
  [SyntaxKind.RegularExpressionLiteral, 'a regular expression literal'],
  [SyntaxKind.PlusPlusToken, '++'],
  [SyntaxKind.MinusMinusToken, '--'],
  [SyntaxKind.TildeToken, '~'],
  [SyntaxKind.InstanceOfKeyword, 'instanceof'],
]);

const REBINDING = new Set(['call', 'apply', 'bind']);

/**
 * Name of the language feature that APPSYNC_JS lacks, or undefined when the node is within the
 * subset.
 */
export function refusedSyntax(node: ts.Node): string | undefined {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return REFUSED.get(node.operator);
  if (ts.isBinaryExpression(node)) {
    return node.operatorToken.kind === SyntaxKind.InKeyword ? 'the in operator' : REFUSED.get(node.operatorToken.kind);
  }
  if (ts.isPropertyAccessExpression(node) && REBINDING.has(node.name.text)) return `.${node.name.text}()`;
  if (ts.isFunctionDeclaration(node) && node.asteriskToken) return 'generator';
  return REFUSED.get(node.kind);
}
