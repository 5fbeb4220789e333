import { access } from './en/access.js';
import { clients } from './en/clients.js';
import { common } from './en/common.js';
import { tools } from './en/tools.js';
import { topics } from './en/topics.js';

export const en = { ...common, ...clients, ...topics, ...tools, ...access };
