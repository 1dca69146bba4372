using System.Text.Json;
using Gexia.Io;

namespace Gexia.Data.Weights;

/// <summary>
/// Weights spread over several safetensors files of one folder, with an index:
/// <c>{"weight_map": {"name": "model-00001-of-00002.safetensors"}}</c>.
/// </summary>
/// <remarks>
/// The index comes from a stranger, so a value of the map is a plain file name in the index's own folder and nothing else. Each
/// file must hold exactly the names that the map gives it.
/// </remarks>
internal sealed class ShardedSafeTensors : WeightsFile
{
    /// <summary>Files of one model; the largest published ones have some hundred.</summary>
    public const int MostFiles = 1_000;

    private const long LargestIndex = 16L << 20;

    private readonly List<string> files;
    private readonly Dictionary<string, SafeTensorsFile> shardOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafeTensorsFile> shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeightsEntry> entries = new(StringComparer.Ordinal);

    private ShardedSafeTensors(string path) => files = [path];

    public override IReadOnlyDictionary<string, WeightsEntry> Entries => entries;

    public override IReadOnlyList<string> Files => files;

    public override string Format => "safetensors";

    public static new ShardedSafeTensors Open(string path, SafeTensorsLimits? limits = null)
    {
        var map = ReadMap(path);
        var result = new ShardedSafeTensors(path);
        try
        {
            result.OpenShards(path, map, limits);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    public override Tensor Read(string name) => Read(name, out _);

    public override Tensor Read(string name, out bool finite) => shardOf.TryGetValue(name, out var shard)
        ? shard.Read(name, out finite)
        : throw new KeyNotFoundException($"{Files[0]}: holds no tensor '{WeightsException.Shorten(name)}'.");

    public override string FileOf(string name) => shardOf.TryGetValue(name, out var shard) ? shard.Files[0] : files[0];

    public override void Dispose()
    {
        foreach (var shard in shards.Values) shard.Dispose();
    }

    private void OpenShards(string path, Dictionary<string, string> map, SafeTensorsLimits? limits)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var name in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (shards.Count == MostFiles) throw new WeightsException(path, $"names more than {MostFiles} files.");
            var file = Path.Combine(folder, name);
            if (!File.Exists(file))
                throw new WeightsException(path, $"names the file '{name}', which is not in its folder. Copy all parts of the model.");
            shards.Add(name, SafeTensorsFile.Open(file, limits));
            files.Add(file);
            foreach (var entry in shards[name].Entries.Values)
            {
                if (!map.TryGetValue(entry.Name, out var wanted) || wanted != name)
                    throw new WeightsException(
                        path,
                        $"'{name}' holds '{WeightsException.Shorten(entry.Name)}', "
                        + $"which the index {(wanted is null ? "does not name" : $"expects in '{wanted}'")}.");
                shardOf.Add(entry.Name, shards[name]);
                entries.Add(entry.Name, entry);
            }
        }
        foreach (var (name, file) in map)
            if (!entries.ContainsKey(name))
                throw new WeightsException(path, $"expects '{WeightsException.Shorten(name)}' in '{file}', which lacks it.");
    }

    private static Dictionary<string, string> ReadMap(string path)
    {
        using var document = JsonFile.Read(path, LargestIndex, depth: 8);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("weight_map", out var stored) || stored.ValueKind != JsonValueKind.Object)
            throw new WeightsException(path, "has no object \"weight_map\".");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in stored.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.String)
                throw new WeightsException(path, $"the file of '{WeightsException.Shorten(item.Name)}' is not text.");
            var file = item.Value.GetString()!;
            if (!IsPlainName(file))
            {
                throw new WeightsException(
                    path,
                    $"the file of '{WeightsException.Shorten(item.Name)}' must be a plain name in the same folder, "
                    + $"not '{WeightsException.Shorten(file)}'.");
            }
            map.Add(item.Name, file);
        }
        if (map.Count == 0) throw new WeightsException(path, "names no tensors.");
        return map;
    }

    // Letters, digits, '.', '_' and '-' only, and no leading dot: no separator, drive, stream or device of any system passes.
    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 255
        && name[0] != '.'
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
        && name.EndsWith(".safetensors", StringComparison.Ordinal);
}
