using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Gexia.Tests.Support;

/// <summary>Writes archives as <c>torch.save</c> does, without PyTorch: float32 storages, and tensors that are views of them.</summary>
internal sealed class TorchFile
{
    private readonly List<byte> pickle = [0x80, 2];
    private readonly Dictionary<string, float[]> storages = [];

    /// <summary>A view of a storage.</summary>
    public sealed record View(string Name, string Storage, int Offset, int[] Shape, int[] Strides);

    public TorchFile Storage(string key, params float[] values)
    {
        storages[key] = values;
        return this;
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="views">The state dict, in order.</param>
    /// <param name="wrappers">Dictionaries around it, outermost first.</param>
    /// <param name="level">Of the storages.</param>
    public string Write(
        string path, IEnumerable<View> views, string[]? wrappers = null, CompressionLevel level = CompressionLevel.NoCompression)
    {
        foreach (var wrapper in wrappers ?? [])
        {
            Op("}");
            Text(wrapper);
        }
        Op("}");
        foreach (var view in views)
        {
            Text(view.Name);
            Op("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Op("ctorch\nFloatStorage\n");
            Text(view.Storage);
            Text("cpu");
            Number(storages[view.Storage].Length);
            Op("tQ");
            Number(view.Offset);
            Numbers(view.Shape);
            Numbers(view.Strides);
            Op("\u0089ccollections\nOrderedDict\n)RtRs");
        }
        for (var i = wrappers?.Length ?? 0; i > 0; i--) Op("s");
        Op(".");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Member("model/data.pkl", [.. pickle], CompressionLevel.NoCompression);
        foreach (var (key, values) in storages)
        {
            var bytes = new byte[4 * values.Length];
            Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
            Member($"model/data/{key}", bytes, level);
        }
        return path;

        void Member(string name, byte[] bytes, CompressionLevel how)
        {
            using var stream = archive.CreateEntry(name, how).Open();
            stream.Write(bytes);
        }
    }

    /// <summary>Strides of a tensor whose elements follow one another.</summary>
    public static int[] RowMajor(IReadOnlyList<int> shape)
    {
        var strides = new int[shape.Count];
        for (int axis = shape.Count - 1, step = 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= shape[axis];
        }
        return strides;
    }

    private void Op(string operations) => pickle.AddRange(Encoding.Latin1.GetBytes(operations));

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Op("X");
        pickle.AddRange(Little(bytes.Length));
        pickle.AddRange(bytes);
    }

    private void Number(int value)
    {
        Op("J");
        pickle.AddRange(Little(value));
    }

    private void Numbers(int[] values)
    {
        Op("(");
        foreach (var value in values) Number(value);
        Op("t");
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
