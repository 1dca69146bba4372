using System.Text;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Text;
using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training.Config;
using Gexia.Pretrained;

namespace Gexia.Tests.Data;

/// <summary>Every text file that is read: with a byte order mark it says the same, in UTF-16 it is refused with what to do.</summary>
public sealed class TextEncodingTests : IDisposable
{
    private const string Config =
        """
        {
          "vision_config": {
            "hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 1, "num_attention_heads": 1, "image_size": 32,
            "patch_size": 16
          },
          "text_config": {
            "hidden_size": 64, "intermediate_size": 256, "num_hidden_layers": 1, "num_attention_heads": 1, "vocab_size": 10,
            "max_position_embeddings": 8
          },
          "projection_dim": 16
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A name, its content, and what reading it gives as a text.</summary>
    private static readonly (string Name, string Content, Func<string, string> Read)[] files =
    [
        ("pairs.jsonl", """{"video":"a","start":0,"end":1,"caption":"é"}""", path => PairReader.Read(new(path)).Single().Text),
        ("pairs.csv", "video,start,end,caption\na,0,1,é\n", path => PairReader.Read(new(path)).Single().Text),
        ("summaries.jsonl", """{"video":"a","summary":"é"}""", path => $"{FileSummaries.Open(path).Count}"),
        ("plan.json", """[{"op":"CompressText","in":"SVST","out":"A"}]""", path => $"{ExpansionPlan.Open(path).Steps.Count}"),
        ("config.json", Config, path => $"{ClipConfigFile.Read(path)}"),
        ("preprocessor_config.json", """{"image_mean":[0.5,0.5,0.5]}""", path => $"{PreprocessorFile.Read(path, 32)}"),
        ("model.safetensors.index.json", """{"weight_map":{}}""", path => JsonFile.Read(path, 1000, 8).RootElement.GetRawText()),
        ("words.txt", "a\nb\n", path => $"{WordTokenizer.Open(Path.GetDirectoryName(path)!).Encode("a b").Length}"),
        ("labels.txt", "é\n", path => string.Join(',', InputFile.ReadAllLines(path, 1000))),
        ("run.json", """{"seed":3}""", ConfigProblem),
    ];

    /// <summary>A config that says so little is told what it lacks.</summary>
    private static string ConfigProblem(string path)
    {
        try { return RunConfig.Open(path).Resolved; }
        catch (ConfigException error) { return error.Message; }
    }

    public static TheoryData<string> Names => [.. files.Select(file => file.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_byte_order_mark_changes_nothing(string name)
    {
        var (_, content, read) = files.Single(file => file.Name == name);
        var path = folder.Write(name, content);
        var plain = read(path);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal((byte)0xEF, File.ReadAllBytes(path)[0]);
        Assert.Equal(plain, read(path));
    }

    [Theory, MemberData(nameof(Names))]
    public void UTF_16_and_UTF_32_are_refused_by_their_names(string name)
    {
        var (_, content, read) = files.Single(file => file.Name == name);
        foreach (var encoding in (Encoding[])[
            Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, new UnicodeEncoding(bigEndian: false, byteOrderMark: false)
        ])
        {
            var path = folder.File(name);
            File.WriteAllBytes(path, [.. encoding.Preamble, .. encoding.GetBytes(content.Replace("é", "e"))]);
            Assert.Matches(@"is UTF-(16|32)\. Save it in UTF-8", Assert.ThrowsAny<GexiaException>(() => read(path)).Message);
        }
    }

    [Fact]
    public void A_tokenizers_files_may_have_marks()
    {
        var tokenizer = BpeTrainer.Train(["a red square", "a green circle"], 600);
        tokenizer.Save(folder.Path);
        var ids = tokenizer.Encode("a green square");
        foreach (var name in (string[])["vocab.json", "merges.txt"])
            File.WriteAllText(
                folder.File(name), File.ReadAllText(folder.File(name)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(ids, TokenizerFolder.Open(folder.Path).Encode("a green square"));
        File.WriteAllText(folder.File("merges.txt"), File.ReadAllText(folder.File("merges.txt")), Encoding.Unicode);
        Assert.Contains("UTF-16", Assert.Throws<GexiaException>(() => TokenizerFolder.Open(folder.Path)).Message);
    }

    [UnixTheory]
    [InlineData("\\357\\273\\277a cat\\n", 0, "320 2368\n", "")]
    [InlineData("\\357\\273\\277", 1, "", "")]
    [InlineData("\\377\\376a\\000", 3, "", "standard input: is UTF-16. Save it in UTF-8.")]
    [InlineData("a\\ncaf\\351\\n", 3, "320\n", "standard input, line 2: not UTF-8 at byte 3.")]
    public void Standard_input_is_held_to_the_same(string bytes, int code, string output, string message)
    {
        var result = Shell.Run($"printf '{bytes}' | {Shell.Gexia} tokenize");
        Assert.Equal((code, output), (result.Code, result.Out));
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void Texts_and_names_that_are_no_text_are_refused_wherever_they_stand()
    {
        foreach (var json in (byte[][])
            [
                [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8],
                [.. "{\""u8, 0xC3, .. "\":1}"u8],
                [.. "[[\"\\udc00\"]]"u8],
                [.. "{\"a\":{\"\\ud800x\":1}}"u8],
                [.. "{\"a\":[{\"b\":\"\\ud800\\ud800\"}]}"u8]
            ])
        {
            File.WriteAllBytes(folder.File("x.json"), json);
            Assert.Contains("not UTF-8", Assert.Throws<WeightsException>(() => JsonFile.Read(folder.File("x.json"), 1000, 8)).Message);
            File.WriteAllBytes(folder.File("p.json"), [.. "["u8, .. json, .. "]"u8]);
            Assert.Contains("not UTF-8", Assert.Throws<GexiaException>(() => ExpansionPlan.Open(folder.File("p.json"))).Message);
        }
    }
}
