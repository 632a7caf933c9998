import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { type ProductField, productFields } from '../../../domain/level-fields.ts';
import type { StockLevel } from '../../../schema/types.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useDone } from '../components/use-done.ts';
import { useFormId } from '../components/use-form-id.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { useBackend } from '../session/backend-context.ts';

type Texts = Readonly<Record<ProductField['field'], string>>;

/** What describes the product, in one place for all of its warehouses. */
export default function Describe({ levels, onClose }: { levels: readonly StockLevel[]; onClose: () => void }) {
  const { product, columns, edit, problems } = useMessages();
  const format = useFormat();
  const done = useDone();
  const { inventory, levels: live } = useBackend();
  // As it was when the form opened: what somebody else changes meanwhile is not overwritten.
  const [seen] = useState(levels);
  const [first] = seen;
  const [before] = useState<Texts>(() => textsOf(first));
  const [texts, setTexts] = useState(before);
  const { idToSend } = useFormId(JSON.stringify(texts));
  const productId = first?.productId ?? '';
  const changed = productFields.map(({ field }) => field).filter((field) => texts[field].trim() !== before[field]);

  const problemOf = ({ field, limit }: ProductField): string | undefined => {
    if (Array.from(texts[field].trim()).length > limit) return problems.length(format.number(limit));
    return field === 'imageUrl' && !/^(https:\/\/\S+)?$/.test(texts[field].trim()) ? problems.url : undefined;
  };
  const describe = async (changeId: string, to: Texts, expected: readonly StockLevel[], note?: string) => {
    const since = live.store.mark();
    const only = (from: Texts) => Object.fromEntries(changed.map((field) => [field, from[field].trim()]));
    const described = await inventory.describeProduct({
      ...{ changeId, productId },
      ...only(to),
      expected: expected.map((level) => ({ warehouseId: level.warehouseId, ...only(textsOf(level)) })),
      ...(note !== undefined && { note }),
    });
    live.store.put(described.levels, since);
    return described.levels;
  };
  const send = async () => {
    const changeId = idToSend();
    const described = await describe(changeId, texts, seen);
    const content = product.described(productId);
    done(content, { run: () => describe(`${changeId}~`, before, described, edit.undoNote), done: content });
  };
  return (
    <FormDialog
      title={product.describe}
      action={edit.save}
      disabled={changed.length === 0 || productFields.some((field) => problemOf(field) !== undefined)}
      send={send}
      onClose={onClose}
    >
      <Box>{product.everywhere}</Box>
      {productFields.map((each) => (
        <FormField
          key={each.field}
          label={columns[each.field]}
          errorText={problemOf(each)}
          i18nStrings={{ errorIconAriaLabel: edit.error }}
        >
          <Input value={texts[each.field]} onChange={({ detail }) => setTexts({ ...texts, [each.field]: detail.value })} />
        </FormField>
      ))}
    </FormDialog>
  );
}

function textsOf(level: StockLevel | undefined): Texts {
  return Object.fromEntries(productFields.map(({ field }) => [field, level?.[field] ?? ''])) as Texts;
}
