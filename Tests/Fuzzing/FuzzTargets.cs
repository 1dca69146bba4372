using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gexia.Data.Image;
using Gexia.Data.Text;
using Gexia.Data.Weights;
using Gexia.Data.Weights.Pickle;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Models;
using Gexia.Tests.Pretrained;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Fuzzing;

/// <summary>Every reader of files from strangers that a model's folder can reach.</summary>
internal static class FuzzTargets
{
    private static readonly string[] json =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "-1", "1e999", "0.5", "\\ud800", "\\u0000", "99999999999999999999", "{\"a\":1}"
    ];

    public static FuzzTarget Safetensors(string file) => new("safetensors", [SafeTensorsSeed(3), SafeTensorsSeed(1)],
        [.. json, "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "F32", "F64", "BF16", "BOOL", "U8", "[0,8]"],
        bytes =>
        {
            if (bytes.Length > 8 && bytes.Sum(value => value) % 4 != 0) MendHeaderLength(bytes);     // most get past the first check
            Write(file, bytes);
            using var weights = SafeTensors.Open(file);
            foreach (var entry in weights.Entries.Values) if (entry.DType is not null) _ = weights[entry.Name];
        },
        Refused, 4 << 20, 5_000);

    public static FuzzTarget Archive(string file) => new(
        "zip", [Zip(CompressionLevel.NoCompression), Zip(CompressionLevel.Optimal)],
        ["PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "/data.pkl", "a/data/0", "../", "ctorch\n"],
        bytes =>
        {
            Write(file, bytes);
            using var weights = WeightsFile.Open(file);
            foreach (var entry in weights.Entries.Values) if (entry.DType is not null) _ = weights.Read(entry.Name);
        },
        Refused, 32 << 20, 3_000);

    public static FuzzTarget Pickles() =>
        new("pickle", [Member("script-float16.pt"), Member("state-float32.pt"), Encoding.Latin1.GetBytes(Program)],
            [
                "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n", "c__torch__\nM\n", "cos\nsystem\n", ")\u0081", "}(",
                "ub", "tR", "tQ", "h\0", "q\0", "\u0085R"
            ],
            bytes => _ = PickleTensors.Collect("x", PickleReader.Read("x", bytes, new PickleLimits()), new PickleLimits()),
            Refused, 32 << 20, 20_000);

    public static FuzzTarget Config() => new("config JSON", [Encoding.UTF8.GetBytes(ClipJson), Encoding.UTF8.GetBytes(PreprocessorJson)],
        [.. json, "\"vision_config\"", "\"text_config_dict\"", "\"hidden_size\"", "\"size\"", "\"image_mean\"", "gelu", "clip"],
        bytes =>
        {
            using var document = JsonFile.Parse("x", bytes, 32);
            List<Exception> refused = [];
            foreach (var parse in (Action[])[
                () => Require(ClipConfigFile.Parse("x", document)), () => PreprocessorFile.Parse("x", document, 224)
            ])
            {
                try { parse(); }
                catch (WeightsException error) { refused.Add(error); }
            }
            if (refused.Count == 2) throw refused[0];
        },
        Refused, 4 << 20, 20_000);

    public static FuzzTarget Tokenizer() => new("tokenizer JSON", [TokenizerSeed()], [
        .. json, "\"merges\"", "\"vocab\"", "\"model\"", "\"added_tokens\"", "\"BPE\"", "</w>", "\"a b\"", "[\"a\",\"b\"]", "\u0120",
        "\u00ff"
    ],
        bytes =>
        {
            using var document = JsonFile.Parse("x", bytes, 32);
            var tokenizer = new BpeTokenizer(TokenizerJson.Parse("x", document));
            _ = tokenizer.Decode(tokenizer.Encode("a naïve cab <|endoftext|>"));
        },
        Refused, 16 << 20, 10_000);

    public static FuzzTarget Pngs() =>
        new("PNG", PngSeeds(), ["IHDR", "IDAT", "IEND", "PLTE", "tRNS", "acTL", "fcTL", "fdAT", "\0\0\0\u0001", "\u0010\u0006", "\u0001"],
            bytes =>
            {
                if (bytes.Length > 8 && bytes.Sum(value => value) % 4 != 0) MendChecksums(bytes);     // most get past the first check
                _ = Png.Decode(new MemoryStream(bytes), "x");
                _ = AnimatedPng.Decode(new MemoryStream(bytes), "x");
            },
            Refused, 64 << 20, 20_000);

    public static FuzzTarget ClipFolders(string folder)
    {
        // One file of the folder is changed at a time; they are told apart by a byte in front.
        string[] names = ["config.json", "vocab.json", "merges.txt", "preprocessor_config.json", "model.safetensors"];
        TinyClip.Write(folder);
        File.WriteAllText(
            Path.Combine(folder, "preprocessor_config.json"),
            PreprocessorJson.Replace("224", $"{TinyClip.ImageSize}", StringComparison.Ordinal));
        return Files(folder, "CLIP folder", names, () => _ = EmbeddingModel.Open(folder).Dimensions, 2_000);
    }

    public static FuzzTarget RunFolders(string folder) => Files(
        folder,
        "run folder",
        ["config.json", "tokenizer/words.txt", "last.safetensors"],
        () => _ = EmbeddingModel.Open(folder).Dimensions,
        2_000);

    private static FuzzTarget Files(string folder, string name, string[] files, Action open, int shortRun)
    {
        var good = files.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(folder, file)));
        List<byte[]> corpus =
            [.. files.Select((file, i) => (byte[])[(byte)i, .. good[file].AsSpan(0, Math.Min(good[file].Length, 32_000))])];
        return new(name, corpus, [
            .. json, "\"hidden_size\"", "\"eos_token_id\"", "\"vocab_size\"", "[2]", "\"dtype\"", "F16", "F64", "BOOL", "I32",
            "__metadata__", "\"kind\"", "\"words\"", "\"bpe\"", "</w>", "\n"
        ],
            bytes =>
            {
                var which = files[(bytes.Length == 0 ? 0 : bytes[0]) % files.Length];
                var path = Path.Combine(folder, which);
                // What lies beyond the changed part stays, so that weights keep their bytes.
                byte[] changed = [.. bytes.Skip(1), .. good[which].AsSpan(Math.Min(good[which].Length, 32_000))];
                Write(path, changed);
                try { open(); }
                finally { Write(path, good[which]); }
            },
            Refused, 256 << 20, shortRun);
    }

    private static bool Refused(Exception error) => error is GexiaException;

    // A state dict of one tensor, and an object that holds another.
    private const string Program = "\u0080\u0002ccollections\nOrderedDict\n)R(X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n("
        + "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQK\0(K\u0002K\u0002t(K\u0002K\u0001t\u0089"
        + "ccollections\nOrderedDict\n)RtRX\u0001\0\0\0bc__torch__\nM\n)\u0081}q\0X\u0001\0\0\0ch\0sbu.";

    private const string ClipJson =
        """{"model_type":"clip","projection_dim":32,"vision_config":"""
        + """{"hidden_size":128,"intermediate_size":512,"num_hidden_layers":2,"num_attention_heads":2,"image_size":"""
        + """64,"patch_size":16,"hidden_act":"quick_gelu","layer_norm_eps":1e-05},"text_config":"""
        + """{"hidden_size":64,"intermediate_size":256,"num_hidden_layers":2,"num_attention_heads":"""
        + """2,"max_position_embeddings":77,"vocab_size":512},"text_config_dict":null}""";

    private const string PreprocessorJson =
        """{"crop_size":{"height":224,"width":224},"do_center_crop":true,"do_normalize":true,"do_resize":true,"image_mean":[0.48,0.45,"""
        + """0.40],"image_std":[0.26,0.26,0.27],"resample":3,"size":{"shortest_edge":224}}""";

    // Without cutting the file to nothing first, which file systems answer with a flush to the disk.
    private static void Write(string file, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        stream.Write(bytes);
        stream.SetLength(bytes.Length);
    }

    private static void Require(Gexia.Models.Clip.ClipConfig config)
    {
        config.Vision.Validate();
        config.Text.Validate();
    }

    private static byte[] SafeTensorsSeed(int tensors)
    {
        var stream = new MemoryStream();
        var values = Enumerable.Range(0, tensors).Select(
            i => KeyValuePair.Create(
                $"t{i}", i switch { 0 => Tensor.Zeros([2, 3]), 1 => Tensor.Of(true, false), _ => Tensor.Zeros([4], DType.BFloat16) }));
        SafeTensorsWriter.Write(stream, values, new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }

    private static void MendHeaderLength(byte[] bytes)
    {
        var end = Array.LastIndexOf(bytes, (byte)'}');
        if (end < 8) return;
        while (end + 1 < bytes.Length && bytes[end + 1] == ' ') end++;
        BinaryPrimitives.WriteInt64LittleEndian(bytes, end - 7);
    }

    private static byte[] Zip(CompressionLevel level)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (
                var (name, bytes) in new[]
                {
                    ("a/data.pkl", Encoding.Latin1.GetBytes(Program)), ("a/data/0", new byte[16]), ("a/byteorder", "little"u8.ToArray())
                })
            {
                var entry = archive.CreateEntry(name, level);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    private static byte[] Member(string fixture)
    {
        using var archive = ZipFile.OpenRead(ArchiveTests.Fixture(fixture));
        using var content = archive.Entries.Single(entry => entry.Name == "data.pkl").Open();
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] TokenizerSeed()
    {
        var vocabulary = BpeTrainer.Train(["a cab", "a bad cab"], 520).Vocabulary;
        var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("model");
            writer.WriteString("type", "BPE");
            writer.WriteString("end_of_word_suffix", "</w>");
            writer.WriteStartArray("merges");
            foreach (var (left, right) in vocabulary.Merges) writer.WriteStringValue($"{left} {right}");
            writer.WriteEndArray();
            writer.WriteStartObject("vocab");
            for (var id = 0; id < vocabulary.Symbols.Length; id++) writer.WriteNumber(vocabulary.Symbols[id], id);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteStartArray("added_tokens");
            writer.WriteStartObject();
            writer.WriteNumber("id", vocabulary.EndOfText);
            writer.WriteString("content", PreTokenizer.EndOfText);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static List<byte[]> PngSeeds()
    {
        var image = new RgbImage(5, 3);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i * 37);
        var still = new MemoryStream();
        Png.Encode(still, image);
        var moving = new MemoryStream();
        AnimatedPng.Encode(moving, [image, new RgbImage(5, 3), image], 1, 10);
        return [still.ToArray(), moving.ToArray()];
    }

    // Gives every chunk that still has its place the checksum of what it now holds.
    internal static void MendChecksums(byte[] bytes)
    {
        for (long at = 8; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (at + 12 + length > bytes.Length) return;
            BinaryPrimitives.WriteUInt32BigEndian(
                bytes.AsSpan((int)(at + 8 + length)), Crc32.Append(0, bytes.AsSpan((int)at + 4, 4 + (int)length)));
            at += 12 + length;
        }
    }
}
