/**
 * What several ops are written by and PyTorch has no word for: functions of Python, which stand in a source that calls them. Their names are
 * those that the ops' notations use.
 */
const sources = {
  from_end: `def from_end(indices, size):
    """Positions of which those below 0 count from the end."""
    indices = indices.long()
    return torch.where(indices < 0, indices + size, indices)`,

  gathered: `def gathered(x, indices):
    """Of each row the element at its index."""
    return x.gather(-1, indices.long().unsqueeze(-1)).squeeze(-1)`,

  SafeLog: `class SafeLog(torch.autograd.Function):
    """log of a clipped p; its slope is that of p itself, so that what is clipped still learns."""

    @staticmethod
    def forward(ctx, p, clipped, least):
        ctx.save_for_backward(p)
        ctx.least = max(least, torch.finfo(p.dtype).tiny)
        return torch.log(clipped)

    @staticmethod
    def backward(ctx, dy):
        (p,) = ctx.saved_tensors
        return dy / torch.clamp(p, min=ctx.least), None, None`,

  reduced: `def reduced(losses, reduction):
    """The losses of the rows, or their mean or sum."""
    return losses if reduction == "none" else getattr(losses, reduction)()`,

  crossentropy: `def crossentropy(p, y, reduction, least=0):
    """-sum(y log p), p within [1e-7, 1 - 1e-7]; y are class numbers, or as many shares as p."""
    labels = y.dim() < p.dim()
    if labels:
        p = gathered(p, y)
    log = SafeLog.apply(p, torch.clamp(p, 1e-7, 1 - 1e-7), least)
    return reduced(-log if labels else -(y.to(p.dtype) * log).sum(dim=-1), reduction)`,

  binary_crossentropy: `def binary_crossentropy(p, y, reduction, least=0):
    """-(y log p + (1 - y) log(1 - p)), p within [1e-7, 1 - 1e-7], the mean of each row."""
    y, within = y.to(p.dtype), torch.clamp(p, 1e-7, 1 - 1e-7)
    log = SafeLog.apply(p, within, least)
    log_rest = SafeLog.apply(1 - p, 1 - within, least)
    return reduced(-(y * log + (1 - y) * log_rest).mean(dim=-1), reduction)`,

  scatter: `def scatter(x, indices, updates, dim):
    """x with the updates at the indices."""
    return x.scatter(dim, from_end(indices, x.shape[dim]), updates)`,

  scatter_add: `def scatter_add(updates, indices, dim, size):
    """Zeros, \`size\` of them along a dim, with the updates added to the rows at the indices."""
    last = dim + indices.dim()
    zeros = updates.new_zeros((*updates.shape[:dim], size, *updates.shape[last:]))
    rows = updates.reshape((*updates.shape[:dim], indices.numel(), *updates.shape[last:]))
    return zeros.index_add(dim, from_end(indices, size).reshape(-1), rows)`,

  scatter_add_along: `def scatter_add_along(updates, indices, dim, size):
    """Zeros, \`size\` of them along a dim, with the updates added at the indices."""
    shape = (*updates.shape[:dim], size, *updates.shape[dim + 1 :])
    return updates.new_zeros(shape).scatter_add(dim, from_end(indices, size), updates)`,

  over_processes: `def over_processes(mean):
    """The mean of the means that all processes have, of equally many rows each."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return mean
    from torch.distributed.nn.functional import all_reduce

    return all_reduce(mean) / torch.distributed.get_world_size()`,

  batch_norm: `def batch_norm(x, mean, variance, scale, biases, dim, momentum, epsilon, training):
    """As F.batch_norm, over all processes; the running variance divides by n, not by n - 1."""
    shape = [-1 if axis == dim else 1 for axis in range(x.dim())]
    if training:
        others = [axis for axis in range(x.dim()) if axis != dim]
        batch_mean = over_processes(x.mean(others))
        x = x - batch_mean.reshape(shape)
        batch_variance = over_processes((x * x).mean(others))
        x = x / torch.sqrt(batch_variance + epsilon).reshape(shape)
        with torch.no_grad():
            mean.copy_(momentum * mean + (1 - momentum) * batch_mean)
            variance.copy_(momentum * variance + (1 - momentum) * batch_variance)
    else:
        x = (x - mean.reshape(shape)) / torch.sqrt(variance + epsilon).reshape(shape)
    if scale is not None:
        x = x * (scale.reshape(shape) if scale.dim() == 1 else scale)
    if biases is not None:
        x = x + (biases.reshape(shape) if biases.dim() == 1 else biases)
    return x`,

  before: `def before(y, dim, start):
    """Of running sums or products those up to the element before."""
    first = torch.full_like(y.narrow(dim, 0, min(1, y.shape[dim])), start)
    return torch.cat([first, y.narrow(dim, 0, max(0, y.shape[dim] - 1))], dim=dim)`,

  shear: `def shear(x, dim, along, step):
    """Each slice along one dim begins \`step\` later in the other than the slice before."""
    size, count = x.shape[dim], x.shape[along]
    first = torch.arange(size - abs(step) * (count - 1), device=x.device)
    slices = torch.arange(count, device=x.device)
    grid = first[:, None] + abs(step) * (slices if step > 0 else slices.flip(0))
    shape = [1] * x.dim()
    shape[dim], shape[along] = len(first), count
    return torch.take_along_dim(x, (grid if dim < along else grid.T).reshape(shape), dim=dim)`,

  pad: `def pad(x, pads, mode):
    """x going on at its ends, as its edge does or mirrored there."""
    for dim, (first, last) in enumerate(pads):
        size = x.shape[dim]
        at = torch.arange(-first, size + last, device=x.device)
        mirrored = (size - 1) - ((size - 1) - at.abs()).abs()
        inside = at.clamp(0, size - 1) if mode == "edge" else mirrored
        x = x.index_select(dim, inside)
    return x`,

  apart: `def apart(x, dilation, value):
    """The elements of x so far apart, and a number between them."""
    shape = [max(0, (size - 1) * step + 1) for size, step in zip(x.shape, dilation)]
    y = x.new_full(shape, value)
    y[tuple(slice(None, None, step) for step in dilation)] = x
    return y`,

  average_pool: `def average_pool(x, size, stride, dilation, pads, counted):
    """Means over windows of the last dims; some of the padding counts. Pads as those of F.pad."""

    def sums(x):
        for dim, (length, step, gap) in enumerate(zip(size, stride, dilation), x.dim() - len(size)):
            x = x.unfold(dim, gap * (length - 1) + 1, step)[..., ::gap].sum(dim=-1)
        return x

    ones = F.pad(torch.ones_like(x), counted, value=1)
    return sums(F.pad(x, pads)) / sums(F.pad(ones, [a - b for a, b in zip(pads, counted)]))`,
} as const;

export const functionNames: readonly string[] = Object.keys(sources);

/** The functions that a text calls, and those that they call. */
export function functionsIn(text: string): string[] {
  const found = new Set<string>();
  const search = (within: string): void => {
    for (const [name, source] of Object.entries(sources)) {
      if (found.has(name) || !new RegExp(`(?<![\\w.])${name}(?:\\.apply)?\\(`).test(within)) continue;
      search(source.slice(source.indexOf("\n")));
      found.add(name);
    }
  };
  search(text);
  return [...found].map((name) => sources[name as keyof typeof sources]);
}
