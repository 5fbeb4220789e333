import { access } from './zh/access.js';
import { clients } from './zh/clients.js';
import { common } from './zh/common.js';
import { tools } from './zh/tools.js';
import { topics } from './zh/topics.js';

export const zh = { ...common, ...clients, ...topics, ...tools, ...access };
