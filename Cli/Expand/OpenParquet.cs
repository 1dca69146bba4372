using Gexia.Io;
using Parquet;
using Parquet.Schema;

namespace Gexia.Cli.Expand;

/// <summary>A Parquet file that is read: the one place that knows the library. Its errors become ones that name the file.</summary>
internal sealed class OpenParquet : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private readonly ParquetReader reader;
    private readonly Dictionary<string, DataField> fields;

    /// <summary>Opens it and reads its footer.</summary>
    /// <exception cref="GexiaException">It is no Parquet.</exception>
    public OpenParquet(string path)
    {
        this.path = path;
        stream = InputFile.Open(path);
        try
        {
            reader = Guarded(() => ParquetReader.CreateAsync(stream, leaveStreamOpen: true));
            fields = Guarded(() => Task.FromResult(Fields(reader)));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The names of the columns of plain values.</summary>
    public IReadOnlyCollection<string> Names => fields.Keys;

    /// <summary>How many row groups there are.</summary>
    public int Groups => reader.RowGroupCount;

    /// <summary>Rows of a group.</summary>
    public long RowsOf(int group)
    {
        using var rows = reader.OpenRowGroupReader(group);
        return rows.RowCount is >= 0 and <= int.MaxValue and var count ? count
            : throw new GexiaException($"{path}: row group {group + 1} states {rows.RowCount} rows.");
    }

    /// <summary>Uncompressed bytes of some columns of a group.</summary>
    public long BytesOf(int group, IEnumerable<string> names)
    {
        using var rows = reader.OpenRowGroupReader(group);
        return names.Sum(name => rows.GetMetadata(fields[name])?.MetaData?.TotalUncompressedSize ?? 0);
    }

    /// <summary>Checks that a column holds texts or numbers.</summary>
    /// <exception cref="GexiaException">It holds something else.</exception>
    public void Require(string name)
    {
        var type = fields[name].ClrType;
        if (fields[name].IsArray || !(IsText(type) || type == typeof(double) || type == typeof(float) || type == typeof(int)
            || type == typeof(long)))
            throw new GexiaException($"{path}: the column '{name}' holds {type.Name}; texts or numbers are read.");
    }

    /// <summary>The values of a column in a group; null where there is none.</summary>
    public object?[] Read(int group, string name, CancellationToken cancellation)
    {
        using var rows = reader.OpenRowGroupReader(group);
        var (field, count) = (fields[name], (int)rows.RowCount);
        if (IsText(field.ClrType))
        {
            var texts = new string?[count];
            Guarded(() => Done(rows.ReadAsync(field, texts.AsMemory(), null, cancellation)));
            return texts;
        }
        return field.ClrType == typeof(double) ? Numbers<double>()
            : field.ClrType == typeof(float) ? Numbers<float>()
            : field.ClrType == typeof(int) ? Numbers<int>()
            : Numbers<long>();

        object?[] Numbers<T>() where T : struct
        {
            if (!field.IsNullable)
            {
                var all = new T[count];
                Guarded(() => Done(rows.ReadAsync<T>(field, all.AsMemory(), null, cancellation)));
                return [.. all.Select(number => (object)number)];
            }
            var numbers = new T?[count];
            Guarded(() => Done(rows.ReadAsync<T>(field, numbers.AsMemory(), null, cancellation)));
            return [.. numbers.Select(number => (object?)number)];
        }
    }

    public void Dispose()
    {
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        stream.Dispose();
    }

    private static Dictionary<string, DataField> Fields(ParquetReader reader) =>
        reader.Schema.DataFields.Where(field => field.Path.Length == 1).ToDictionary(field => field.Name, StringComparer.Ordinal);

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(ReadOnlyMemory<char>);

    private static async Task<bool> Done(ValueTask task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private T Guarded<T>(Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not (GexiaException or OperationCanceledException or OutOfMemoryException))
        {
            // The library says what is wrong with a file by exceptions of any kind.
            throw new GexiaException($"{path}: cannot be read as Parquet: {error.Message}", error);
        }
    }
}
