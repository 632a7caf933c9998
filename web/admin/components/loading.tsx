import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { useMessages } from '../i18n/language.tsx';

export function Loading() {
  const { common } = useMessages();
  return (
    <Box textAlign="center" padding="xxl" color="text-body-secondary">
      <Spinner /> {common.loading}
    </Box>
  );
}
