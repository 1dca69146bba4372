namespace Gexia.Data.Weights.Pickle;

/// <summary>
/// Finds the named tensors in what a pickle made: a state dict, a training checkpoint that holds one, or a module's attributes.
/// </summary>
internal static class PickleTensors
{
    // Where training programs keep the state dict, beside the optimizer's and the step.
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model"];

    /// <summary>Tensors by name; the attributes of objects inside objects are joined with dots.</summary>
    /// <exception cref="WeightsException">There is none, a name comes twice, or collecting them costs more than the limits.</exception>
    public static Dictionary<string, PickleTensor> Collect(string path, PickleValue value, PickleLimits limits)
    {
        if (value is not PickleMap map) throw new WeightsException(path, "holds no dictionary of tensors.");
        for (var depth = 0; !map.IsObject
            && depth < limits.Depth
            && map.Items.FirstOrDefault(item => Wrappers.Contains(item.Key) && item.Value is PickleMap).Value is PickleMap inner; depth++)
        {
            map = inner;
        }
        var collected = new Dictionary<string, PickleTensor>(StringComparer.Ordinal);
        int visits = 0, characters = 0;
        Walk(map, "", 0);
        if (collected.Count == 0) throw new WeightsException(path, "holds no tensors.");
        return collected;

        void Walk(PickleMap at, string prefix, int depth)
        {
            if (depth > limits.Depth)
                throw new WeightsException(path, $"nests objects more than {limits.Depth} deep, or an object in itself.");
            foreach (var (key, item) in at.Items)
            {
                if (++visits > limits.Visits) throw new WeightsException(path, $"refers to more than {limits.Visits} values.");
                if (prefix.Length + key.Length > limits.Text)
                    throw new WeightsException(path, $"names a tensor with more than {limits.Text} characters.");
                if (item is PickleTensor tensor)
                {
                    if ((characters += prefix.Length + key.Length) > limits.Names)
                        throw new WeightsException(path, $"needs more than {limits.Names} characters for the names of its tensors.");
                    if (!collected.TryAdd(prefix + key, tensor))
                        throw new WeightsException(path, $"names '{WeightsException.Shorten(prefix + key)}' twice.");
                }
                else if (item is PickleMap { IsObject: true } child && child.Items.Count > 0) Walk(child, $"{prefix}{key}.", depth + 1);
            }
        }
    }
}
