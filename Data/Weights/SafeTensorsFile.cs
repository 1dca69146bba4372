using Gexia.Io;

namespace Gexia.Data.Weights;

/// <summary>One safetensors file.</summary>
internal sealed class SafeTensorsFile : WeightsFile
{
    private readonly SafeTensors file;

    private SafeTensorsFile(string path, SafeTensors file)
    {
        this.file = file;
        Files = [path];
        Entries = file.Entries.ToDictionary(
            pair => pair.Key,
            pair => new WeightsEntry(pair.Key, pair.Value.StoredType, pair.Value.DType, pair.Value.Shape) { Bytes = pair.Value.Bytes },
            StringComparer.Ordinal);
    }

    public override IReadOnlyDictionary<string, WeightsEntry> Entries { get; }

    public override IReadOnlyList<string> Files { get; }

    public override IReadOnlyDictionary<string, string> Notes => file.Metadata;

    public override string Format => "safetensors";

    public static new SafeTensorsFile Open(string path, SafeTensorsLimits? limits = null) => new(path, SafeTensors.Open(path, limits));

    public override Tensor Read(string name) => file[name];

    public override Tensor Read(string name, out bool finite) => file.Read(name, out finite);

    public override void Dispose() => file.Dispose();
}
