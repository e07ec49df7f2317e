// PromQL that several dashboards share. Where several headways watch the same node, what they say
// is folded into one answer, the worst.

export interface Scope {
  labels: string;
  by: string;
}

const own = 'job=~"$job", instance=~"$instance"';

export const everything: Scope = { labels: own, by: '' };
// Of chains chosen by variables with several values.
export const chains: Scope = {
  labels: `${own}, spec=~"$spec", api_interface=~"$api_interface"`,
  by: 'spec, api_interface',
};
export const endpoints: Scope = { ...chains, by: 'spec, api_interface, endpoint_id' };
// Of the one chain, or endpoint, that a dashboard is about.
export const chain: Scope = {
  labels: `${own}, spec="$spec", api_interface="$api_interface"`,
  by: 'spec, api_interface',
};
export const endpointsOfChain: Scope = { ...chain, by: 'endpoint_id' };
export const urlsOfChain: Scope = { ...chain, by: 'url_id, host' };
export const endpoint: Scope = {
  labels: `${chain.labels}, endpoint_id="$endpoint_id"`,
  by: 'endpoint_id',
};

// metric{scope, more}
export function select(metric: string, scope: Scope, more = ''): string {
  return `${metric}{${scope.labels}${more && `, ${more}`}}`;
}

export function fold(how: string, by: string, expression: string): string {
  return `${how} ${by && `by (${by}) `}(${expression})`;
}

export function worst(metric: string, scope: Scope, more = ''): string {
  return fold('max', scope.by, select(metric, scope, more));
}

export function least(metric: string, scope: Scope, more = ''): string {
  return fold('min', scope.by, select(metric, scope, more));
}

export function rate(metric: string, scope: Scope, more = ''): string {
  return `rate(${select(metric, scope, more)}[$__rate_interval])`;
}

export function increase(metric: string, scope: Scope, more = ''): string {
  return `increase(${select(metric, scope, more)}[$__rate_interval])`;
}

// NaN, which is what nothing gives, is left out: it would take the place of an answer.
export function quantile(share: number, metric: string, scope: Scope): string {
  const by = scope.by ? `le, ${scope.by}` : 'le';
  return `histogram_quantile(${share}, ${fold('sum', by, rate(`${metric}_bucket`, scope))}) >= 0`;
}

// Grafana's dates count milliseconds.
export function date(seconds: string): string {
  return `${seconds} * 1000`;
}

// The URL's series of an expression over `url_…{chain}` that belong to the endpoint: URLs are
// physical and know no endpoint.
export function ofEndpoint(expression: string): string {
  return (
    `${expression} * on (job, instance, spec, api_interface, url_id) group_left () ` +
    select('endpoint_url_info', endpoint)
  );
}
