import appsync from '@aws-appsync/eslint-plugin';
import tseslint from 'typescript-eslint';
import walls from './scripts/lint/rules.ts';

// AppSync's plugin lets much pass that the service refuses or silently lacks. What is allowed is
// listed, the rest is refused.
const appsyncMethods = [
  'concat fill flat indexOf join lastIndexOf pop push reverse shift slice sort splice unshift forEach map flatMap filter reduce',
  'reduceRight find some every findIndex findLast findLastIndex includes charAt endsWith split startsWith toLowerCase toUpperCase trim',
  'trimEnd trimStart assign entries hasOwn keys values max min round floor ceil parse stringify error matches base64Encode base64Decode',
  'unauthorized setSubscriptionFilter setSubscriptionInvalidationFilter invalidateSubscriptions autoId authType nowISO8601 nowEpochSeconds nowEpochMilliSeconds parseISO8601ToEpochMilliSeconds epochMilliSecondsToISO8601 toMapValues earlyReturn',
].flatMap((line) => line.split(' '));
const notInAppSync = [
  { selector: 'ThrowStatement', message: 'AppSync has no throw: use refuse().' },
  { selector: 'NewExpression', message: 'AppSync has no constructors.' },
  { selector: 'UpdateExpression', message: 'AppSync has no ++ and --.' },
  { selector: 'ImportExpression', message: 'AppSync has no dynamic import.' },
  { selector: 'BinaryExpression[operator="**"]', message: 'AppSync does not document **.' },
  { selector: 'Literal[bigint]', message: 'AppSync has no BigInt.' },
  { selector: 'Property[kind=/^(get|set)$/]', message: 'AppSync has no accessors.' },
  { selector: 'AssignmentPattern', message: 'Default values have failed to deploy: write ?? instead.' },
  { selector: 'ObjectPattern > RestElement', message: 'AppSync does not document rest properties: name the properties.' },
  { selector: 'CallExpression[callee.property.name="sort"][arguments.length>0]', message: 'AppSync has no sort with a comparator.' },
  {
    selector: `CallExpression[callee.type="MemberExpression"][callee.property.name!=/^(${appsyncMethods.join('|')})$/]`,
    message: 'AppSync does not have this method, or reads it differently (replace); if it does, add it to the list in eslint.config.js.',
  },
];
const notGlobalInAppSync = [
  'Array AggregateError BigInt Boolean Date Error Function Intl Map Number Promise Proxy RangeError Reflect RegExp Set String Symbol',
  'TypeError WeakMap WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat',
  'parseInt structuredClone unescape',
].flatMap((line) => line.split(' '));

export default tseslint.config(
  { ignores: ['node_modules/', 'build/', 'cdk.out/', '.local/', 'schema/types.ts', 'coverage/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
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
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { walls },
    rules: {
      'walls/layers': 'error',
      'walls/no-circle': 'error',
      // Prettier breaks code at 140 columns; it leaves comments, which are read as prose.
      'max-len': ['error', { code: 400, comments: 100, ignoreUrls: true }],
    },
  },
  {
    files: ['local/emulator/**'],
    rules: {
      'walls/self-contained': [
        'error',
        { folder: 'local/emulator', words: ['\\bonhand', 'inventory', 'warehouse', 'reservations?\\b', 'stock'] },
      ],
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
        ...notGlobalInAppSync.map((name) => ({ name, message: 'AppSync does not have it; time comes from util.time.' })),
      ],
      // AppSync hands the cause of INTERNAL errors to the log this way.
      'no-console': ['error', { allow: ['error'] }],
      // The stash and data source results are typed by hand: AppSync gives them as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
