import appsync from '@aws-appsync/eslint-plugin';
import tseslint from 'typescript-eslint';

// What AppSync's plugin lets pass although the service refuses it.
const notInAppSync = [
  { selector: 'ThrowStatement', message: 'AppSync has no throw: use refuse() or util.error().' },
  { selector: 'NewExpression', message: 'AppSync has no constructors.' },
  { selector: 'TemplateElement[value.raw=/\\\\u\\{/]', message: 'Use \\uXXXX escapes.' },
  {
    selector: 'MemberExpression[object.name="Math"][property.name=/^(abs|trunc|pow|sqrt|sign|random)$/]',
    message: 'Not in AppSync, or not deterministic.',
  },
  {
    selector: 'MemberExpression[object.name="Number"]',
    message: 'AppSync documents only Number.isFinite and isNaN; use JSON.parse for text.',
  },
  {
    selector: 'MemberExpression[object.name="Object"][property.name=/^(fromEntries|freeze|create|defineProperty|groupBy)$/]',
    message: 'Not in AppSync.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(padStart|padEnd|repeat|charCodeAt|codePointAt|localeCompare|match|matchAll|search|normalize|at|substring|substr|isWellFormed|toSorted|toReversed|with)$/]',
    message: 'AppSync does not have this method.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(replace|replaceAll)$/]',
    message: 'AppSync reads the pattern as a Java regular expression: use split and join.',
  },
  { selector: 'CallExpression[callee.property.name="sort"][arguments.length>0]', message: 'AppSync has no sort with a comparator.' },
  { selector: 'UpdateExpression', message: 'AppSync has no ++ and --.' },
  { selector: 'ImportExpression', message: 'AppSync has no dynamic import.' },
];
const appsyncGlobals = [
  'Date',
  'Promise',
  'Map',
  'Set',
  'WeakMap',
  'Symbol',
  'Proxy',
  'Reflect',
  'RegExp',
  'Intl',
  'parseInt',
  'parseFloat',
  'BigInt',
  'Error',
  'structuredClone',
  'globalThis',
  'eval',
  'Function',
  'encodeURIComponent',
  'decodeURIComponent',
];

export default tseslint.config(
  { ignores: ['node_modules/', 'build/', 'cdk.out/', '.local/', 'schema/types.ts', 'coverage/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      // Never ends on recursive types such as those of the GraphQL and CDK libraries.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // async also means: a failure is a rejection, whatever the function awaits.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['domain/**/*.ts', 'resolvers/**/*.ts'],
    ignores: ['resolvers/manifest.ts', '**/*.test.ts', '**/*.d.ts'],
    extends: [appsync.configs.recommended],
    rules: {
      'no-restricted-syntax': ['error', ...notInAppSync],
      'no-restricted-globals': [
        'error',
        ...appsyncGlobals.map((name) => ({ name, message: 'AppSync does not have it; time comes from util.time.' })),
      ],
      // AppSync hands the cause of INTERNAL errors to the log this way.
      'no-console': ['error', { allow: ['error'] }],
      // The stash and data source results are typed by hand: AppSync gives them as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
