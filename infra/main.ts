import { buildResolvers } from '../scripts/build-resolvers.ts';
import { createApp } from './app.ts';

await buildResolvers();
createApp().synth();
