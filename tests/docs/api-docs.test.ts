import { readFileSync } from 'node:fs';
import type { GraphQLNamedType } from 'graphql';
import { isEnumType, isInputObjectType, isIntrospectionType, isObjectType, Kind, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readSchema, rootFields } from '../../scripts/generate/api-docs/model.ts';
import { generateApiDocs } from '../../scripts/generate/api-docs.ts';

const schema = readSchema();
const fields = rootFields(schema);
const text = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');

describe.each(fields)('$operation.$name', (field) => {
  test('has an example that is valid against the schema and calls it', () => {
    const document = parse(field.example);
    expect(validate(schema, document).map((error) => error.message)).toEqual([]);
    const called = document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? definition.selectionSet.selections.map((each) => 'name' in each && each.name.value)
        : [],
    );
    expect(called).toEqual([field.name]);
  });

  test('says what it does, its limits and its errors', () => {
    expect(field.purpose.join(' ')).toMatch(/\w.*\.$/s);
    expect(field.limits).toMatch(/\.$/);
    expect(field.errors).not.toEqual([]);
  });

  test('can be called by somebody', () => {
    expect(field.callers).not.toEqual([]);
  });
});

describe('the schema', () => {
  interface Member {
    name: string;
    description?: string | null | undefined;
  }
  const membersOf = (type: GraphQLNamedType): readonly Member[] => {
    if (isEnumType(type)) return type.getValues();
    if (!isObjectType(type) && !isInputObjectType(type)) return [];
    const members: Record<string, Member> = type.getFields();
    return Object.values(members);
  };

  test('describes every type, field, input and value', () => {
    const types = Object.values(schema.getTypeMap()).filter((type) => type.astNode && !isIntrospectionType(type));
    const roots = ['Query', 'Mutation', 'Subscription'];
    const undescribed = types.flatMap((type) => {
      const members = membersOf(type).filter((member) => !member.description);
      return [
        ...(roots.includes(type.name) || type.description ? [] : [type.name]),
        ...members.map((member) => `${type.name}.${member.name}`),
      ];
    });
    expect(undescribed).toEqual([]);
  });
});

describe('docs/api.md', () => {
  test('is what the generator makes of the schema; otherwise run npm run generate', async () => {
    expect(text('api.md')).toBe(await generateApiDocs());
  });

  test('explains every error that a field names', () => {
    const explained = text('api-intro.md').split('## Errors')[1] ?? '';
    const missing = new Set(fields.flatMap((field) => field.errors).filter((error) => !explained.includes(`\`${error}\``)));
    expect([...missing]).toEqual([]);
  });

  test('has no link into itself that leads nowhere', () => {
    const document = text('api.md');
    const anchors = new Set(
      [...document.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const links = [...document.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor);
    expect([...new Set(links.filter((link) => !anchors.has(link)))]).toEqual([]);
  });
});
