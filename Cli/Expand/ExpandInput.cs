using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Blocks;
using Gexia.Data.Datasets.PairFiles;
using Gexia.Data.Granularities.Partitioned;
using Gexia.Io;

namespace Gexia.Cli.Expand;

/// <summary>What <c>expand</c> reads: <c>--input</c> in one of four formats, or <c>--pairs</c> in the form of a data set.</summary>
internal sealed class ExpandInput
{
    private const string InternVid = "internvid", Jsonl = "jsonl", Csv = "csv", Parquet = "parquet";

    private readonly Option<string?> input = new Option<string?>("--input")
    {
        Description = "A file of any size, read in one of the formats of --format.", HelpName = "FILE"
    }.Is(PathKind.File);

    private readonly Option<string?> format = new("--format")
    {
        Description = "internvid, jsonl, csv or parquet; by the name's ending when left out.", HelpName = "FORMAT"
    };

    private readonly Option<string?> pairs = new Option<string?>("--pairs")
    {
        Description = "JSON Lines or CSV with video, start, end, caption and perhaps source; see train --help. Expanded in one part.",
        HelpName = "FILE",
    }.Is(PathKind.File);

    private readonly Option<int?> parts = new Option<int?>("--parts")
    {
        Description = "Parts that sources are divided into, each expanded in memory; for --input one for 16 MiB when left out.",
        HelpName = "N",
    }.Within(1, PartitionedExpansion.MostParts);

    private readonly SourceOption source = new();

    public ExpandInput() => format.OneOf(InternVid, Jsonl, Csv, Parquet);

    public void AddTo(Command command)
    {
        command.Add(input);
        command.Add(format);
        command.Add(pairs);
        command.Add(parts);
        source.AddTo(command);
    }

    /// <summary>The one file that is named; refuses none and two.</summary>
    public string File(ParseResult parse)
    {
        var (file, listed) = (parse.GetValue(input), parse.GetValue(pairs));
        if (file is null == listed is null)
            throw CommandException.Usage(
                file is null ? "expand: --input FILE or --pairs FILE is needed." : "expand: --input and --pairs exclude each other.");
        if (file is null && parse.GetValue(format) is not null)
            throw CommandException.Usage("expand: --format needs --input FILE; --source says which form --pairs have.");
        source.RequirePairs("expand", parse, listed is not null);
        return file ?? listed!;
    }

    /// <summary>Whether the file is named by <c>--input</c>.</summary>
    public bool IsLarge(ParseResult parse) => parse.GetValue(input) is not null;

    /// <summary>Opens the file.</summary>
    public PairBlocks Open(ParseResult parse)
    {
        var file = File(parse);
        InputFile.Require(file);
        var form = IsLarge(parse) ? PairFileSource.OwnName : source.Of(parse);
        var listed = new PairFile(file, Source: form, ClipName: source.ClipNameOf(parse));
        if (!IsLarge(parse))
        {
            return listed.Source == PairFileSource.OwnName && PairForm.IsJson(file)
                ? new LineBlocks(file, JsonPairs.Stated)
                : new RowBlocks(file, cancellation => listed.Open().Read(listed, cancellation));
        }
        var rows = new InternVidRows(listed.VideoFolder, listed.ClipName);
        return FormatOf(parse) switch
        {
            InternVid => Lines(file, rows.Stated),
            Parquet => new ParquetBlocks(file, rows),
            Csv => new RowBlocks(file, cancellation => CsvPairs.Read(file, cancellation)),
            _ => Lines(file, JsonPairs.Stated),
        };
    }

    private static LineBlocks Lines(string file, Func<JsonRecord, StatedPair> stated)
    {
        _ = PairForm.IsJson(file);          // says what is wrong with one list of JSON, and with UTF-16
        return new LineBlocks(file, stated);
    }

    /// <summary>How many parts to make of it.</summary>
    public int Parts(ParseResult parse, PairBlocks file) =>
        parse.GetValue(parts) ?? (IsLarge(parse) ? PartitionedExpansion.PartsFor(file.Bytes) : 1);

    /// <summary>All of this in words, and the stamps of the files, so that a change of any is seen.</summary>
    public string Settings(ParseResult parse)
    {
        var file = File(parse);
        var form = IsLarge(parse) ? FormatOf(parse) : $"pairs {source.Of(parse)}";
        form += $" {source.ClipNameOf(parse)}";
        // A data set may be told in several files beside each other.
        IEnumerable<string> beside = IsLarge(parse) || source.Of(parse) == PairFileSource.OwnName ? []
            : Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(file))!).Order(StringComparer.Ordinal);
        return string.Join(
            '\n', [$"{Path.GetFullPath(file)} {FileStamp.Of(file)} {form}", .. beside.Select(path => $"{path} {FileStamp.Of(path)}")]);
    }

    private string FormatOf(ParseResult parse) =>
        parse.GetValue(format) ?? Path.GetExtension(parse.GetValue(input))?.ToLowerInvariant() switch
        {
            ".parquet" => Parquet,
            ".csv" or ".tsv" => Csv,
            _ => Jsonl,
        };
}
