using System.Text.Json;
using System.Text.RegularExpressions;
using Gexia.Tests.Architecture;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>docs/json.md against what the verbs write.</summary>
public sealed partial class JsonDocumentTests : IDisposable
{
    // Objects whose members are named by data: cells, granularities, tensors, notes, settings.
    private static readonly string[] named =
    [
        "composition", "iterations", "meanp", "eval", "steps", "loss", "tensors", "metadata", "config", "granularities", "tables",
        "figures", "intervals", "dropped",
    ];

    private readonly VerbCases cases = new();

    public void Dispose() => cases.Dispose();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Style();

    /// <summary>Rows of the first table: command → members.</summary>
    private static Dictionary<string, string[]> Table() =>
        File.ReadLines(Path.Combine(SourceTree.Root, "docs", "json.md"))
            .SkipWhile(line => !line.StartsWith("| command", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.Length > 0).Select(line => line.Split(" | "))
                .ToDictionary(row => row[0].TrimStart('|').Trim(), row => Words(row[1]));

    private static string[] Words(string cell) =>
        [.. Regex.Matches(cell.Split(';')[0], "`([^`]+)`").Select(match => match.Groups[1].Value)];

    private string[] Arguments(string row) => row switch
    {
        "`demo`" => ["demo", .. cases.Arguments["demo"]],
        "`demo --model svilm`" =>
            ["demo", "--model", "svilm", "--out", cases.File("svilm"), "--steps", "1", "--sources", "32", "--test-sources", "4"],
        "`data inspect`" => ["data", .. cases.Arguments["data"]],
        "`train --dry-run`" => ["train", .. cases.Arguments["train"]],
        "`frames --probe`" => ["frames", .. cases.Arguments["frames"]],
        "`frames --out`" => ["frames", cases.Arguments["frames"][0], "--count", "1", "--out", cases.File("one")],
        "`embed --text`" => ["embed", .. cases.Arguments["embed"]],
        "`embed --image`, `--video`" =>
        [
            "embed", "--model", cases.Arguments["embed"][1], "--image", cases.Arguments["frames"][0],
            "--out", cases.File("image.safetensors")
        ],
        "`embed --tensors`" =>
        [
            "embed", "--model", cases.Arguments["embed"][1], "--tensors", cases.Arguments["parity"][3],
            "--out", cases.File("features-2.safetensors")
        ],
        "`info RUN`" => ["info", cases.Arguments["eval"][0]],
        "`info --devices`" => ["info", "--devices"],
        "`info --model`" => ["info", "--model", cases.Arguments["embed"][1]],
        "`info --weights`" => ["info", "--weights", cases.Arguments["parity"][3]],
        _ when row.StartsWith("`analyze ", StringComparison.Ordinal) && row.Trim('`').Split(' ') is [var verb, var analysis] =>
            [verb, analysis, .. cases.Analysis(analysis)],
        _ => [row.Trim('`'), .. cases.Arguments[row.Trim('`')]],
    };

    [Fact]
    public void A_verb_writes_the_members_that_the_document_lists()
    {
        foreach (var (row, members) in Table())
        {
            if (row is "`train`" or "`expand`" or "`pull`") continue;      // see below; pull has its own home in PullTests
            if (row.EndsWith(" of a task", StringComparison.Ordinal)) continue;
            string[] arguments = Arguments(row);
            var result = CliResult.RunWith("a red square\n", arguments.Contains("--json") ? arguments : [.. arguments, "--json"]);
            Assert.True(result.Code is 0 or 4, $"{row}: {result.Error}");
            foreach (var line in result.JsonLines)
            {
                Assert.Equal(
                    $"{row}: schema {string.Join(' ', members)}",
                    $"{row}: {string.Join(' ', line.EnumerateObject().Select(member => member.Name))}");
                Assert.Equal(1, line.GetProperty("schema").GetInt32());
                foreach (var name in Names(line)) Assert.Matches(Style(), name);
            }
        }
    }

    [Fact]
    public void A_training_and_an_expansion_begin_with_the_schema_too()
    {
        using var tiny = new TinyTraining(steps: 1);
        var trained = CliResult.Run([.. tiny.Arguments("json"), "--json"]).Json;
        Assert.Equal(["schema", .. Table()["`train`"]], trained.EnumerateObject().Select(member => member.Name));
        var expanded = CliResult.Run("expand", "--pairs", tiny.Pairs, "--out", cases.File("sets"), "--json").Json;
        Assert.Equal("schema", expanded.EnumerateObject().First().Name);
    }

    [Fact]
    public void A_task_has_members_of_its_own()
    {
        using var world = new TaskWorld();
        var arguments = world.Train("\"kind\": \"classification\", \"dataset\": \"ucf101\"", world.Ucf101(), "json", "training.steps=1");
        foreach (var (row, words) in ((string, string[])[])[("train", arguments), ("eval", ["eval", world.File("json")])])
        {
            var written = CliResult.Run([.. words, "--json"]).Json;
            Assert.Equal(["schema", .. Table()[$"`{row}` of a task"]], written.EnumerateObject().Select(member => member.Name));
            foreach (var name in Names(written)) Assert.Matches(Style(), name);
        }
    }

    private static IEnumerable<string> Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(
            member => named.Contains(member.Name) ? [member.Name] : Names(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Names),
        _ => [],
    };
}
