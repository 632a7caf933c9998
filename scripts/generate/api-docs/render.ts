import type { GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema, GraphQLType } from 'graphql';
import { getNamedType, isEnumType, isInputObjectType, isIntrospectionType, isObjectType } from 'graphql';
import type { Operation, RootField } from './model.ts';
import { callers, operations, rootFields } from './model.ts';

const HEADINGS: Record<Operation, string> = { Query: 'Queries', Mutation: 'Mutations', Subscription: 'Subscriptions' };

/**
 * The API reference as Markdown: the hand-written introduction, then everything that the schema
 * says.
 * @param introduction Markdown whose `<!-- contents -->` becomes the table of contents.
 */
export function renderApiDocs(schema: GraphQLSchema, introduction: string): string {
  const fields = rootFields(schema);
  const reference = [
    '## Who may call what',
    accessTable(fields),
    ...operations.flatMap((operation) => [
      `## ${HEADINGS[operation]}`,
      ...fields.filter((field) => field.operation === operation).flatMap((field) => renderField(schema, field)),
    ]),
    ...renderTypes(schema),
  ].join('\n\n');
  const document = `${introduction.trim()}\n\n${reference}\n`;
  return document.replace('<!-- contents -->', contents(document));
}

function renderField(schema: GraphQLSchema, field: RootField): string[] {
  const returns = schema.getType(field.operation) as GraphQLObjectType;
  const type = returns.getFields()[field.name]?.type;
  return [
    `### ${field.name}`,
    codeBlock(field.signature),
    ...field.purpose,
    [
      `- **Callers**: ${field.callers.join(', ')}`,
      `- **Limits**: ${field.limits}`,
      `- **Errors**: ${field.errors.map((error) => `[\`${error}\`](#errors)`).join(', ')}`,
      ...(type ? [`- **Answer**: ${typeLink(type)}`] : []),
    ].join('\n'),
    codeBlock(field.example),
  ];
}

function accessTable(fields: readonly RootField[]): string {
  const rows = fields.map((field) => [
    `[\`${field.name}\`](#${field.name.toLowerCase()})`,
    ...callers.map((caller) => (field.callers.includes(caller) ? 'yes' : '')),
  ]);
  return table(['', ...callers], rows);
}

function renderTypes(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !operations.some((name) => name === type.name),
  );
  const section = (title: string, keyword: string, chosen: GraphQLNamedType[], rows: (type: never) => string): string[] => [
    `## ${title}`,
    ...chosen.flatMap((type) => [`### ${keyword} ${type.name}`, type.description ?? '', rows(type as never)]),
  ];
  return [
    ...section('Types', 'type', types.filter(isObjectType), fieldTable),
    ...section('Inputs', 'input', types.filter(isInputObjectType), fieldTable),
    ...section('Enums', 'enum', types.filter(isEnumType), valueTable),
  ];
}

/** What fields of types and of inputs have in common. */
type Described = { name: string; type: GraphQLType; description?: string | null | undefined };

function fieldTable(type: GraphQLObjectType | GraphQLInputObjectType): string {
  const fields: Record<string, Described> = type.getFields();
  const rows = Object.values(fields).map((field) => [`\`${field.name}\``, typeLink(field.type), field.description ?? '']);
  return table(['field', 'type', 'meaning'], rows);
}

function valueTable(type: GraphQLEnumType): string {
  return table(
    ['value', 'meaning'],
    type.getValues().map((value) => [`\`${value.name}\``, value.description ?? '']),
  );
}

function typeLink(type: GraphQLType): string {
  const named = getNamedType(type);
  const keyword = isObjectType(named) ? 'type' : isInputObjectType(named) ? 'input' : isEnumType(named) ? 'enum' : undefined;
  const code = `\`${type.toString()}\``;
  return keyword ? `[${code}](#${keyword}-${named.name.toLowerCase()})` : code;
}

/**
 * Headings of the second level with those of the third below them; those are short enough to share
 * a line.
 */
function contents(document: string): string {
  const sections = document
    .replace(/^```[^]*?^```/gm, '')
    .split(/^## /m)
    .slice(1)
    .filter((section) => !section.startsWith('Contents'));
  return sections
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      const below = lines.filter((line) => line.startsWith('### ')).map((line) => line.slice('### '.length).trim());
      return `- ${headingLink(title)}${below.length > 0 ? `: ${below.map(headingLink).join(', ')}` : ''}`;
    })
    .join('\n');
}

function headingLink(heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
  return `[${heading.replace(/^(type|input|enum) /, '')}](#${anchor})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function codeBlock(code: string): string {
  return `\`\`\`graphql\n${code}\n\`\`\``;
}
