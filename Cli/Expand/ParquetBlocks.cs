using System.Globalization;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Blocks;
using Gexia.Data.Datasets.PairFiles;
using Gexia.Io;
using Parquet;
using Parquet.Schema;

namespace Gexia.Cli.Expand;

/// <summary>
/// Blocks of a Parquet file, its row groups: the columns <c>video,start,end,caption,source,granularity</c> of the project's own form, or
/// those of InternVid; others are passed over.
/// </summary>
/// <remarks>A row group is decoded at once, so its size is limited. Where a row stands is told by its number, counted from 1.</remarks>
internal sealed class ParquetBlocks : PairBlocks
{
    private const long LargestGroup = 256 << 20;

    private readonly string[] own;
    private readonly long[] bytes, rowsBefore;
    private readonly InternVidRows? internVid;

    /// <summary>Reads what the file says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">What rows of InternVid state.</param>
    /// <exception cref="GexiaException">It is no Parquet, lacks a column, or a row group is too large.</exception>
    public ParquetBlocks(string path, InternVidRows rows)
    {
        Path = path;
        InputFile.Require(path);
        using var file = new OpenParquet(path);
        var names = file.Names;
        internVid = names.Contains(InternVidRows.Id) ? rows : null;
        own = internVid is not null
            ? [InternVidRows.Id, InternVidRows.Start, InternVidRows.End, InternVidRows.Caption]
            : [.. PairColumns.All.Where(names.Contains)];
        var problem = internVid is not null
            ? own.FirstOrDefault(name => !names.Contains(name)) is { } missing ? $"'{missing}' is missing." : null
            : PairColumns.Required.Where(name => !names.Contains(name)).Select(name => PairColumns.Missing(name, names)).FirstOrDefault()
                ?? PairColumns.MisnamedTime(names);
        if (problem is not null) throw new GexiaException($"{path}: its columns are not those of pairs: {problem}");
        foreach (var name in own) file.Require(name);
        bytes = [.. Enumerable.Range(0, file.Groups).Select(group => file.BytesOf(group, own))];
        rowsBefore = new long[file.Groups + 1];
        for (var group = 0; group < file.Groups; group++)
        {
            rowsBefore[group + 1] = rowsBefore[group] + file.RowsOf(group);
            if (bytes[group] > LargestGroup)
                throw new GexiaException(
                    $"{path}: row group {group + 1} holds {bytes[group]} bytes in the columns of pairs; at most {LargestGroup} are read. "
                    + $"Write it with smaller row groups.");
        }
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override long Bytes => bytes.Sum();

    /// <inheritdoc/>
    public override IEnumerable<PairBlock> All(CancellationToken cancellation) =>
        Enumerable.Range(0, bytes.Length).Select(group => new Group(this, group));

    private sealed class Group(ParquetBlocks file, int number) : PairBlock
    {
        public override long Bytes => file.bytes[number];

        public override IEnumerable<StatedPair> Read(int before, CancellationToken cancellation)
        {
            Dictionary<string, object?[]> columns;
            using (var open = new OpenParquet(file.Path))
                columns = file.own.ToDictionary(name => name, name => open.Read(number, name, cancellation));
            var count = (int)(file.rowsBefore[number + 1] - file.rowsBefore[number]);
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var row = (int)Math.Min(file.rowsBefore[number] + i + 1, int.MaxValue);
                yield return file.Stated(name => columns.GetValueOrDefault(name)?[i], $"{file.Path}, row {row}", row);
            }
        }
    }

    private StatedPair Stated(Func<string, object?> cell, string place, int row)
    {
        if (internVid is not null)
            return internVid.Stated(
                place, row, Text(InternVidRows.Id), Text(InternVidRows.Start), Text(InternVidRows.End), Text(InternVidRows.Caption));
        double? start = Seconds(PairColumns.Start), end = Seconds(PairColumns.End);
        return new StatedPair(
            place, row, [new StatedSegment(Text(PairColumns.Video) ?? "", start, end)], Text(PairColumns.Caption) ?? "",
            Text(PairColumns.Source), start, end, Text(PairColumns.Granularity));

        string? Text(string name) => cell(name) is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

        double? Seconds(string name) => cell(name) switch
        {
            null => null,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Finite(number),
            string => double.NaN,
            var value => Finite(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        };

        static double Finite(double number) => double.IsFinite(number) ? number : double.NaN;
    }
}
