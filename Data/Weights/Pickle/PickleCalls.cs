namespace Gexia.Data.Weights.Pickle;

/// <summary>The closed list of globals that a pickle of weights may name, and what calling each of them makes.</summary>
internal static class PickleCalls
{
    /// <summary>The storage classes of PyTorch with the bytes of an element and, where this library can read it, the dtype.</summary>
    private static readonly Dictionary<string, (int Size, DType? Type)> storages = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = (4, DType.Float32),
        ["DoubleStorage"] = (8, DType.Float64),
        ["HalfStorage"] = (2, DType.Float16),
        ["BFloat16Storage"] = (2, DType.BFloat16),
        ["IntStorage"] = (4, DType.Int32),
        ["LongStorage"] = (8, DType.Int64),
        ["BoolStorage"] = (1, DType.Bool),
        ["ByteStorage"] = (1, null),
        ["CharStorage"] = (1, null),
        ["ShortStorage"] = (2, null),
        ["ComplexFloatStorage"] = (8, null),
        ["ComplexDoubleStorage"] = (16, null),
    };

    /// <summary>Bytes of an element, and the dtype it is read as.</summary>
    public static (int Size, DType? Type) Element(string storage) => storages[storage];

    /// <summary>A global that may be named.</summary>
    /// <exception cref="PickleFault">It is on no list: the file asks for something that weights do not need.</exception>
    public static PickleGlobal Known(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        var known = (module, name) switch
        {
            ("torch._utils", "_rebuild_tensor_v2" or "_rebuild_tensor" or "_rebuild_parameter") => true,
            ("torch.jit._pickle", "build_intlist" or "build_boollist" or "build_doublelist" or "build_tensorlist" or "restore_type_tag") =>
                true,
            ("collections", "OrderedDict") => true,
            ("torch", _) => storages.ContainsKey(name),
            _ => global.IsScriptClass,
        };
        return known ? global : throw new PickleFault(
            $"names '{WeightsException.Shorten(module)}.{WeightsException.Shorten(name)}', which weights do not need; nothing was run. "
            + $"Save the model's state dict alone, or as safetensors.");
    }

    /// <summary>A storage from its persistent identifier: ('storage', class, key, place, length).</summary>
    public static PickleStorage Storage(PickleValue identifier, PickleLimits limits)
    {
        if (
            identifier is not PickleSequence
            {
                IsTuple: true,
                Items:
                [
                    PickleScalar { Value: "storage" },
                    PickleGlobal { Module: "torch" } type,
                    PickleScalar { Value: string key },
                    PickleScalar { Value: string },
                    PickleScalar { Value: long and >= 0 and var length }
                ]
            })
            throw new PickleFault("refers to what is no storage.");
        if (key.Length == 0 || key.Length > 200 || key.AsSpan().ContainsAny("/\\:\0"))
            throw new PickleFault($"names the storage '{WeightsException.Shorten(key)}', which is no plain name.");
        return new PickleStorage(key, type.Name, length);
    }

    /// <summary>What a call makes.</summary>
    public static PickleValue Call(PickleGlobal function, List<PickleValue> arguments, PickleLimits limits) =>
        (function.Module, function.Name) switch
        {
            ("torch._utils", "_rebuild_tensor_v2" or "_rebuild_tensor") => RebuildTensor(arguments, limits),
            ("torch._utils", "_rebuild_parameter") when arguments is [PickleTensor tensor, ..] => tensor,
            ("collections", "OrderedDict") when arguments.Count == 0 => new PickleMap(IsObject: false),
            ("torch.jit._pickle", "restore_type_tag") when arguments is [var value, _] => value,
            ("torch.jit._pickle", not "restore_type_tag") when arguments is [PickleSequence list] => list,
            _ => throw new PickleFault($"calls '{function.Module}.{function.Name}' with what it does not take."),
        };

    // (storage, offset, shape, strides, …): what follows is about gradients and hooks.
    private static PickleTensor RebuildTensor(List<PickleValue> arguments, PickleLimits limits)
    {
        if (
            arguments is not [
                PickleStorage storage, PickleScalar { Value: long and >= 0 and var offset }, PickleSequence shape, PickleSequence strides,
                ..
            ])
            throw new PickleFault("rebuilds a tensor from what is none.");
        long[] extents = Numbers(shape, limits), steps = Numbers(strides, limits);
        if (extents.Length != steps.Length)
            throw new PickleFault($"rebuilds a tensor with {extents.Length} extents and {steps.Length} strides.");
        RequireInside(storage, offset, extents, steps);
        return new PickleTensor(storage, offset, extents, steps);
    }

    /// <summary>
    /// The view must stay in its storage. Strides of 0 may repeat elements: what that costs is bounded where all tensors are known.
    /// </summary>
    private static void RequireInside(PickleStorage storage, long offset, long[] shape, long[] strides)
    {
        try
        {
            long length = 1, last = offset;
            for (var axis = 0; axis < shape.Length; axis++)
            {
                length = checked(length * shape[axis]);
                last = checked(last + (Math.Max(0, shape[axis] - 1) * strides[axis]));
            }
            if (length > 0 && last >= storage.Length)
                throw new PickleFault($"rebuilds a tensor that reaches element {last} of a storage of {storage.Length}.");
            if (shape.Any(extent => extent > int.MaxValue))
                throw new PickleFault("rebuilds a tensor with an axis longer than a tensor can have.");
        }
        catch (OverflowException)
        {
            throw new PickleFault($"rebuilds a tensor whose shape [{string.Join(", ", shape)}] overflows 64 bits.");
        }
    }

    private static long[] Numbers(PickleSequence sequence, PickleLimits limits)
    {
        if (sequence.Items.Count > limits.Axes)
            throw new PickleFault($"rebuilds a tensor of {sequence.Items.Count} axes; at most {limits.Axes} are read.");
        return
        [
            .. sequence.Items.Select(item =>
                item is PickleScalar { Value: long and >= 0 and var number }
                    ? number
                    : throw new PickleFault("rebuilds a tensor with an extent or stride that is no whole number of 0 or more."))
        ];
    }
}
