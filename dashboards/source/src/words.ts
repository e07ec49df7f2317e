// What values mean, in words and colours. A colour says the kind, the word beside it says which: no
// panel tells anything by colour alone. The colours are those of Okabe and Ito, which people with
// any common kind of colour blindness can tell apart.

import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

export const colours = {
  good: '#009E73', // bluish green
  waiting: '#56B4E9', // sky blue
  behind: '#F0E442', // yellow
  warning: '#E69F00', // orange
  bad: '#D55E00', // vermillion
  other: '#CC79A7', // reddish purple: it answers, but of another chain or fork
  neutral: '#999999',
  plain: '#0072B2', // blue
};

interface Meaning {
  text: string;
  colour: string;
}

export function meanings(byValue: Record<string, Meaning>): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(byValue).map(([value, { text, colour }], index) => [
      value,
      { text, color: colour, index },
    ]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

// endpoint:state:code of dashboards/prometheus/headway-recording.yml, in the same order.
export const states = meanings({
  0: { text: 'healthy', colour: colours.good },
  1: { text: 'throttled', colour: colours.waiting },
  2: { text: 'unknown', colour: colours.neutral },
  3: { text: 'lagging', colour: colours.behind },
  4: { text: 'syncing', colour: colours.behind },
  5: { text: 'stale', colour: colours.warning },
  6: { text: 'forked', colour: colours.other },
  7: { text: 'failing', colour: colours.bad },
  8: { text: 'auth_failed', colour: colours.bad },
  9: { text: 'unreachable', colour: colours.bad },
  10: { text: 'wrong_chain', colour: colours.other },
});

export const tiers = meanings({
  2: { text: 'primary serves', colour: colours.good },
  1: { text: 'backups only', colour: colours.warning },
  0: { text: 'dark', colour: colours.bad },
});

export const health = meanings({
  1: { text: 'healthy', colour: colours.good },
  0: { text: 'unhealthy', colour: colours.bad },
});

// lava_rpc_endpoint_overall_health_breakdown
export const served = meanings({
  1: { text: 'served', colour: colours.good },
  0: { text: 'dark', colour: colours.bad },
});

// endpoint_blocked + endpoint_reblocked
export const blocks = meanings({
  0: { text: 'free', colour: colours.good },
  1: { text: 'blocked', colour: colours.warning },
  2: { text: 'blocked since before the epoch', colour: colours.bad },
});

export const halted = meanings({
  0: { text: 'moves', colour: colours.good },
  1: { text: 'halted', colour: colours.bad },
});

export const yesIsGood = meanings({
  1: { text: 'yes', colour: colours.good },
  0: { text: 'no', colour: colours.bad },
});

export const yesIsBad = meanings({
  0: { text: 'no', colour: colours.good },
  1: { text: 'yes', colour: colours.warning },
});
