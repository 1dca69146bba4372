using System.Buffers.Binary;
using System.Text;

namespace Gexia.Data.Weights.Pickle;

/// <summary>
/// A reader of the pickles that PyTorch writes (protocols 2 to 4). A pickle is a program for a stack machine, and Python's own
/// reader lets that program call anything. Here the operations are a closed list, a global is a name and never looked up, and
/// "calling" one is a case of <see cref="PickleCalls"/>.
/// </summary>
/// <remarks>
/// Every operation consumes at least one byte and makes at most one value, so time and memory are bounded by the file's size.
/// </remarks>
internal ref struct PickleReader
{
    private readonly string path;
    private readonly ReadOnlySpan<byte> bytes;
    private readonly PickleLimits limits;
    private readonly List<PickleValue> stack = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, PickleValue> memo = [];
    private int at, rebuilt;

    private PickleReader(string path, ReadOnlySpan<byte> bytes, PickleLimits limits)
    {
        this.path = path;
        this.bytes = bytes;
        this.limits = limits;
    }

    /// <summary>The value that the pickle makes.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="bytes">The pickle.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="WeightsException">It is malformed, costs more, or names what weights do not need.</exception>
    public static PickleValue Read(string path, ReadOnlySpan<byte> bytes, PickleLimits limits)
    {
        if (bytes.Length > limits.Bytes)
            throw new WeightsException(path, $"the pickle has {bytes.Length} bytes; at most {limits.Bytes} are read.");
        return new PickleReader(path, bytes, limits).Run();
    }

    private PickleValue Run()
    {
        while (true)
        {
            var start = at;
            try
            {
                if (Step(Take(1)[0]))
                {
                    return stack.Count == 1 && marks.Count == 0
                        ? stack[0]
                        : throw Fault($"ends with {stack.Count} values and {marks.Count} marks instead of one value.");
                }
            }
            catch (PickleFault fault)
            {
                throw new WeightsException(path, $"the pickle {fault.Message}", start);
            }
            if (stack.Count > limits.Stack || marks.Count > limits.Stack)
                throw new WeightsException(path, $"the pickle stacks more than {limits.Stack} values.", start);
        }
    }

    /// <summary>One operation; true at the end of the program.</summary>
    private bool Step(byte operation)
    {
        switch (operation)
        {
            case 0x80: if (Take(1)[0] is < 2 or > 5) throw Fault($"has protocol {bytes[at - 1]}; 2 to 5 are read."); break;
            case 0x95: Take(8); break;                                                  // FRAME: a hint about buffering
            case (byte)'.': return true;
            case (byte)'(': marks.Push(stack.Count); break;
            case (byte)'0': Pop(); break;
            case (byte)'N': stack.Add(PickleNone.Instance); break;
            case 0x88: Scalar(true); break;
            case 0x89: Scalar(false); break;
            case (byte)'J': Scalar((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'K': Scalar((long)Take(1)[0]); break;
            case (byte)'M': Scalar((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 0x8a: Scalar(Long(Take(Take(1)[0]))); break;
            case (byte)'G': Scalar(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'X': Scalar(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case 0x8c: Scalar(Text(Take(1)[0])); break;
            case (byte)'}': stack.Add(new PickleMap(IsObject: false)); break;
            case (byte)']': stack.Add(new PickleSequence([], IsTuple: false)); break;
            case (byte)')': stack.Add(new PickleSequence([], IsTuple: true)); break;
            case (byte)'t': Tuple(stack.Count - Mark()); break;
            case 0x85: Tuple(1); break;
            case 0x86: Tuple(2); break;
            case 0x87: Tuple(3); break;
            case (byte)'a': Append(1); break;
            case (byte)'e': Append(stack.Count - Mark()); break;
            case (byte)'s': SetItems(2); break;
            case (byte)'u': SetItems(stack.Count - Mark()); break;
            case (byte)'q': Remember(Take(1)[0]); break;
            case (byte)'r': Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case 0x94: Remember(memo.Count); break;
            case (byte)'h': Recall(Take(1)[0]); break;
            case (byte)'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case (byte)'c': stack.Add(PickleCalls.Known(Line(), Line())); break;
            case 0x93: StackGlobal(); break;
            case (byte)'Q': stack.Add(PickleCalls.Storage(Pop(), limits)); break;
            case (byte)'R': Call(); break;
            case 0x81: New(); break;
            case (byte)'b': Build(); break;
            default: throw Fault($"uses the operation 0x{operation:X2}, which weights do not need.");
        }
        return false;
    }

    private void Call()
    {
        var arguments = Pop();
        if (Pop() is not PickleGlobal function || arguments is not PickleSequence { IsTuple: true } tuple)
            throw Fault("calls what is no known function.");
        var made = PickleCalls.Call(function, tuple.Items, limits);
        if (made is PickleTensor && ++rebuilt > limits.Tensors) throw Fault($"rebuilds more than {limits.Tensors} tensors.");
        stack.Add(made);
    }

    private void New()
    {
        var arguments = Pop();
        if (Pop() is not PickleGlobal { IsScriptClass: true } || arguments is not PickleSequence { IsTuple: true, Items.Count: 0 })
            throw Fault("makes an object of what is no TorchScript class.");
        stack.Add(new PickleMap(IsObject: true));
    }

    /// <summary>
    /// Gives an object its attributes. An OrderedDict may have some too (<c>_metadata</c> of a state dict); they are dropped.
    /// </summary>
    private void Build()
    {
        var state = Pop();
        if (stack is not [.., PickleMap target]) throw Fault("gives attributes to what is no object.");
        if (!target.IsObject) return;
        if (state is not PickleMap attributes || target.Items.Count > 0)
            throw Fault("gives an object attributes that are no dictionary, or gives them twice.");
        target.Items.AddRange(attributes.Items);
        attributes.Items.Clear();       // moved, so that objects built again and again from one dictionary cannot multiply it
    }

    private void StackGlobal()
    {
        var name = Pop();
        if (Pop() is not PickleScalar { Value: string module } || name is not PickleScalar { Value: string text })
            throw Fault("names a global by what is no text.");
        stack.Add(PickleCalls.Known(module, text));
    }

    private void Tuple(int count) => stack.Add(new PickleSequence(PopMany(count), IsTuple: true));

    private void Append(int count)
    {
        var items = PopMany(count);
        if (stack is not [.., PickleSequence { IsTuple: false } list]) throw Fault("appends to what is no list.");
        list.Items.AddRange(items);
    }

    private void SetItems(int count)
    {
        var items = PopMany(count);
        if (items.Count % 2 != 0) throw Fault("sets a key without a value.");
        if (stack is not [.., PickleMap { IsObject: false } map]) throw Fault("sets an item of what is no dictionary.");
        for (var i = 0; i < items.Count; i += 2)
        {
            if (items[i] is not PickleScalar { Value: string or long } key)
                throw Fault("has a key that is neither text nor a whole number.");
            map.Items.Add(new(Convert.ToString(key.Value, System.Globalization.CultureInfo.InvariantCulture)!, items[i + 1]));
        }
    }

    private readonly void Scalar(object value) => stack.Add(new PickleScalar(value));

    private readonly void Remember(long key)
    {
        if (stack.Count == 0) throw Fault("remembers a value where there is none.");
        memo[key] = stack[^1];
        if (memo.Count > limits.Memo) throw Fault($"remembers more than {limits.Memo} values.");
    }

    private readonly void Recall(long key) =>
        stack.Add(memo.TryGetValue(key, out var value) ? value : throw Fault($"recalls value {key}, which it never remembered."));

    private readonly int Mark() => marks.TryPop(out var place) && place <= stack.Count ? place : throw Fault("misses a mark.");

    private readonly PickleValue Pop()
    {
        if (stack.Count <= (marks.TryPeek(out var mark) ? mark : 0)) throw Fault("takes a value where there is none.");
        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private readonly List<PickleValue> PopMany(int count)
    {
        if (stack.Count - count < (marks.TryPeek(out var mark) ? mark : 0)) throw Fault("takes more values than there are.");
        var items = stack.GetRange(stack.Count - count, count);
        stack.RemoveRange(stack.Count - count, count);
        return items;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > bytes.Length - at) throw Fault($"ends {count - (bytes.Length - at)} bytes early.");
        at += (int)count;
        return bytes.Slice(at - (int)count, (int)count);
    }

    private string Text(long length)
    {
        if (length > limits.Text) throw Fault($"holds a text of {length} bytes; at most {limits.Text} are read.");
        return Encoding.UTF8.GetString(Take(length));
    }

    private string Line()
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        if (length < 0) throw Fault("ends inside a name.");
        var text = Text(length);
        at++;
        return text;
    }

    private static object Long(ReadOnlySpan<byte> little)
    {
        if (little.Length > 8) throw Fault($"holds a whole number of {little.Length} bytes; 8 are enough for any weights.");
        long value = little.Length > 0 && little[^1] >= 0x80 ? -1 : 0;
        for (var i = little.Length - 1; i >= 0; i--) value = (value << 8) | little[i];
        return value;
    }

    private static PickleFault Fault(string problem) => new(problem);
}

/// <summary>Why an operation of a pickle was refused; the reader adds file and place.</summary>
internal sealed class PickleFault(string problem) : Exception(problem);
