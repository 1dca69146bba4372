namespace Gexia.Gpu;

/// <summary>
/// An operand of a product as tensor cores read it: lines of 16-bit elements, in chunks of eight (16 bytes). Lines run along k (the rows of
/// A, the columns of B) or across it.
/// </summary>
internal readonly struct TensorOperand
{
    /// <summary>Chunks from line to line; the place of the first chunk; that of the last one which can be read.</summary>
    public readonly int Pitch, Offset, Last;

    /// <summary>Rows of A, columns of B.</summary>
    public readonly int Extent;

    private TensorOperand(int pitch, int offset, int last, int extent) => (Pitch, Offset, Last, Extent) = (pitch, offset, last, extent);

    /// <summary>
    /// An operand whose lines all begin at multiples of 16 bytes, and whether they run along k. The memory must hold the last chunk of the
    /// last line as a whole, which it does not where lines repeat each other and end within a chunk.
    /// </summary>
    /// <param name="tensor">Its memory.</param>
    /// <param name="offset">Of the operand in the tensor.</param>
    /// <param name="stride">From row to row of A, from column to column of B.</param>
    /// <param name="strideK">Along k.</param>
    /// <param name="extent">Rows of A, columns of B.</param>
    /// <param name="depth">k.</param>
    /// <param name="operand">Is given the operand.</param>
    /// <param name="alongK">Is told whether lines run along k.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryOf(
        Tensor tensor, long offset, long stride, long strideK, long extent, long depth, out TensorOperand operand, out bool alongK)
    {
        const int chunk = 8, shift = 3;
        alongK = strideK == 1 && stride % chunk == 0;
        var pitch = alongK ? stride : strideK;
        var chunks = ((tensor.Storage.Bytes / sizeof(ushort)) - tensor.Layout.Offset) >> shift;
        operand = default;
        if ((!alongK && stride != 1) || (pitch | (offset + tensor.Layout.Offset)) % chunk != 0 || chunks is < 1 or > int.MaxValue)
            return false;
        var (lines, along) = alongK ? (extent, depth) : (depth, extent);
        if (offset + ((lines - 1) * pitch) + ((along + chunk - 1) & -chunk) > chunks << shift) return false;
        operand = new(checked((int)(pitch >> shift)), checked((int)(offset >> shift)), (int)chunks - 1, checked((int)extent));
        return true;
    }
}

/// <summary>Which way the lines of an operand run; what depends on it.</summary>
internal interface ITensorOrder
{
    /// <summary>What a thread copies for the first stage.</summary>
    /// <param name="operand">From where.</param>
    /// <param name="first">The tile's first row of A or column of B.</param>
    /// <param name="k">First of k.</param>
    /// <param name="thread">Its number.</param>
    /// <param name="shift">log₂ of the tile's chunks of rows of A or columns of B.</param>
    static abstract CopyPlace First(TensorOperand operand, int first, int k, int thread, int shift);

    /// <summary>Chunks of the operand from one stage to the next.</summary>
    static abstract int Step(int pitch);

    /// <summary>log₂ of the chunks of a line in a stage.</summary>
    static abstract int LineShift(int shift);

    /// <summary>Bytes of its chunks that a thread copies where the line is there, given how much of k is left.</summary>
    static abstract int Bytes(CopyPlace place, int leftK);

    /// <summary>Behind the last line that is there.</summary>
    static abstract int Limit(TensorOperand operand, int leftK);

    /// <summary>The chunk of the first stage that a lane names to the matrix loads of A's sixteen rows and sixteen of k.</summary>
    static abstract int PlaceA(int row, int lane, int shift);

    /// <summary>The same of B's sixteen columns.</summary>
    static abstract int PlaceB(int column, int lane, int shift);

    /// <summary>The chunk that it names further on.</summary>
    /// <param name="place">The first.</param>
    /// <param name="sixteens">Of rows or columns.</param>
    /// <param name="step">Sixteens of k.</param>
    /// <param name="shift">As above.</param>
    static abstract int At(int place, int sixteens, int step, int shift);

    /// <summary>Four matrices of 8×8, whose lines run along k once they are loaded.</summary>
    static abstract U4 Load(ref U4 line);
}

/// <summary>
/// What a thread copies: a chunk in the operand and in a stage, the line that it lies in, and elements of the line from the stage's first
/// to this chunk, or from this chunk on.
/// </summary>
internal readonly struct CopyPlace(int from, int to, int line, int along)
{
    public readonly int From = from, To = to, Line = line, Along = along;
}

/// <summary>
/// Lines of k: eight chunks of a row of A in a stage. Chunk c of line r stands at c XOR r, all modulo 8, so that the eight lines which a
/// matrix load reads lie in different banks.
/// </summary>
internal readonly struct AlongK : ITensorOrder
{
    public static CopyPlace First(TensorOperand operand, int first, int k, int thread, int shift)
    {
        int line = first + (thread >> 3), chunk = thread & 7;
        return new(
            operand.Offset + (line * operand.Pitch) + (k >> 3) + chunk, Swizzled(thread >> 3, chunk), line, chunk << 3);
    }

    public static int Step(int pitch) => 8;

    public static int LineShift(int shift) => 3;

    public static int Bytes(CopyPlace place, int leftK) => Math.Max(0, Math.Min(16, (leftK - place.Along) << 1));

    public static int Limit(TensorOperand operand, int leftK) => operand.Extent;

    public static int PlaceA(int row, int lane, int shift) => Swizzled(row + (lane & 15), lane >> 4);

    public static int PlaceB(int column, int lane, int shift) => Swizzled(column + (lane & 7) + ((lane >> 4) << 3), (lane >> 3) & 1);

    public static int At(int place, int sixteens, int step, int shift) => (place ^ (2 * step)) + (sixteens << 7);

    public static U4 Load(ref U4 line) => Instructions.LoadMatrices(ref line);

    private static int Swizzled(int line, int chunk) => (line << 3) + (chunk ^ (line & 7));
}

/// <summary>
/// Lines across k: 64 of them in a stage, each as long as the tile. The lower three bits of a chunk are mixed with its line's.
/// </summary>
internal readonly struct AcrossK : ITensorOrder
{
    public static CopyPlace First(TensorOperand operand, int first, int k, int thread, int shift)
    {
        int line = thread >> shift, chunk = thread & ((1 << shift) - 1);
        return new(
            operand.Offset + ((k + line) * operand.Pitch) + (first >> 3) + chunk, Swizzled(line, chunk, shift), line,
            operand.Extent - first - (chunk << 3));
    }

    public static int Step(int pitch) => pitch << 6;

    public static int LineShift(int shift) => shift;

    public static int Bytes(CopyPlace place, int leftK) => Math.Max(0, Math.Min(16, place.Along << 1));

    public static int Limit(TensorOperand operand, int leftK) => leftK;

    public static int PlaceA(int row, int lane, int shift) =>
        Swizzled((lane & 7) + ((lane >> 4) << 3), (row >> 3) + ((lane >> 3) & 1), shift);

    public static int PlaceB(int column, int lane, int shift) =>
        Swizzled((lane & 7) + (((lane >> 3) & 1) << 3), (column >> 3) + (lane >> 4), shift);

    public static int At(int place, int sixteens, int step, int shift) => (place ^ (2 * sixteens)) + (step << (shift + 4));

    public static U4 Load(ref U4 line) => Instructions.LoadMatricesTransposed(ref line);

    private static int Swizzled(int line, int chunk, int shift) => (line << shift) + (chunk ^ (line & 7));
}
