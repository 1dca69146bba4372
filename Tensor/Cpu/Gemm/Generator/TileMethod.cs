using System.Text;

namespace Gexia.Cpu.Generator;

/// <summary>
/// The method of one tile. Its accumulators are named locals, since the JIT keeps neither an array nor a struct of vectors in registers.
/// </summary>
/// <param name="text">Where it is written.</param>
/// <param name="rows">Rows of A.</param>
/// <param name="vectors">Columns of B, in vectors.</param>
internal sealed class TileMethod(StringBuilder text, int rows, int vectors)
{
    private const int Unrolled = TileSource.Unrolled;

    public void Write()
    {
        Line(0, "");
        Line(1, "[MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]");
        Line(1, $"private static void Tile{rows}x{vectors}<TLane, T>(T* firstA, T* firstB, T* c, TileWork<T>* work)");
        Line(2, "where TLane : struct, ILane<TLane, T>");
        Line(2, "where T : unmanaged");
        Line(1, "{");
        Locals();
        Rounds();
        Rest();
        Scaled();
        Accumulated();
        Overwritten();
        Line(1, "}");
    }

    private void Locals()
    {
        for (var r = 0; r < rows; r++) Line(2, "TLane " + Each(", ", v => $"s{r}{v} = default") + ";");
        // In bytes, so that no address needs a multiplication.
        Line(2, "byte* a = (byte*)firstA, b = (byte*)firstB;");
        Line(2, "nint aStep = (nint)work->AStep * sizeof(T), bStep = (nint)work->BStep * sizeof(T);");
        if (rows > 1) Line(2, "var row = (nint)work->ARow * sizeof(T);");
        if (rows > 2) Line(2, "var rows = 2 * row;");
        for (var r = 3; r < rows; r += 3) Line(2, $"var a{r} = a{(r > 3 ? r - 3 : "")} + rows + row;");
        Line(2, "var prefetch = work->Prefetch;");
        Line(2, "var k = work->K;");
        Line(2, "TLane " + Each(", ", v => $"b{v}") + ", x;");
    }

    // Several rows of B a round where A's elements lie side by side; each round fetches ahead.
    private void Rounds()
    {
        Line(2, "if (aStep == sizeof(T))");
        Line(2, "{");
        Line(3, $"if (k >= {Unrolled})");
        Line(3, "{");
        Line(4, "do");
        Line(4, "{");
        for (var ahead = 0; ahead < Unrolled; ahead++) Products(5, ahead);
        var lines = TileSource.LinesAhead(vectors);
        for (var line = 0; line < lines; line++)
            Line(5, $"CacheLines.FetchFar(prefetch{(line > 0 ? $" + {line} * CacheLines.Bytes" : "")});");
        Line(5, $"prefetch += {lines} * CacheLines.Bytes;");
        Advance(5, $"{Unrolled} * sizeof(T)");
        Line(4, "}");
        Line(4, $"while ((k -= {Unrolled}) >= {Unrolled});");
        Line(3, "}");
        Line(2, "}");
    }

    private void Rest()
    {
        Line(2, "for (; k > 0; k--)");
        Line(2, "{");
        Products(3, 0);
        Advance(3, "aStep");
        Line(2, "}");
    }

    private void Scaled()
    {
        Line(2, "var alpha = TLane.Broadcast(work->Alpha);");
        if (rows > 1) Line(2, "var cRow = work->CRow;");
        Line(2, "TLane " + Each(", ", v => $"t{v} = default") + ";");
        Line(2, "if (work->Bias != null)");
        Line(2, "{");
        for (var v = 0; v < vectors; v++) Line(3, $"t{v} = TLane.Load({Column("work->Bias", v)});");
        Line(2, "}");
    }

    private void Accumulated()
    {
        Line(2, "if (work->Accumulate)");
        Line(2, "{");
        for (var r = 0; r < rows; r++)
        {
            if (r > 0) Line(3, "c += cRow;");
            for (var v = 0; v < vectors; v++)
            {
                var (column, sum) = (Column("c", v), $"t{v} + TLane.Load({Column("c", v)})");
                Line(3, $"TLane.Store(TLane.MultiplyAdd(alpha, s{r}{v}, {sum}), {column});");
            }
        }
        Line(3, "return;");
        Line(2, "}");
    }

    private void Overwritten()
    {
        for (var r = 0; r < rows; r++)
        {
            if (r > 0) Line(2, "c += cRow;");
            for (var v = 0; v < vectors; v++) Line(2, $"TLane.Store(TLane.MultiplyAdd(alpha, s{r}{v}, t{v}), {Column("c", v)});");
        }
    }

    // One row of B and the products with it. Row r of A is one of the pointers a, a3, a6 plus 0, 1 or 2 strides.
    private void Products(int depth, int ahead)
    {
        Line(depth, Each(" ", v => $"b{v} = TLane.Load({Column("(T*)b", v)});"));
        for (var r = 0; r < rows; r++)
        {
            var pointer = r < 3 ? "a" : $"a{r / 3 * 3}";
            var offset = (r % 3) switch { 0 => "", 1 => " + row", _ => " + rows" };
            Line(depth, $"x = TLane.Broadcast(*(T*)({pointer}{offset}{(ahead > 0 ? $" + {ahead} * sizeof(T)" : "")}));");
            Line(depth, Each(" ", v => $"TLane.Accumulate(x, b{v}, ref s{r}{v});"));
        }
        Line(depth, "b += bStep;");
    }

    private void Advance(int depth, string step)
    {
        for (var r = 0; r < rows; r += 3) Line(depth, $"a{(r > 0 ? r : "")} += {step};");
    }

    private string Each(string separator, Func<int, string> part) => string.Join(separator, Enumerable.Range(0, vectors).Select(part));

    private static string Column(string pointer, int v) =>
        v switch { 0 => pointer, 1 => $"{pointer} + TLane.Count", _ => $"{pointer} + {v} * TLane.Count" };

    private void Line(int depth, string line) => text.Append(' ', 4 * depth).Append(line).Append('\n');
}
