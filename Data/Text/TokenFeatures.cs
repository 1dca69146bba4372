namespace Gexia.Data.Text;

/// <summary>What a text encoder makes of the tokens of one text.</summary>
/// <param name="Values">[tokens, width], row-major, of any length.</param>
/// <param name="Width">Numbers of a token; of no tokens 0 will do.</param>
/// <param name="Counts">[tokens] false for those that are no words of the text, such as its start, its end and padding.</param>
internal sealed record TokenFeatures(IReadOnlyList<float> Values, int Width, IReadOnlyList<bool> Counts)
{
    /// <summary>Tokens, of which some may not count.</summary>
    public int Tokens => Counts.Count;

    /// <summary>Whether the text was longer than the encoder reads, so that its end is missing.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Features of tokens that all count.</summary>
    /// <param name="rows">One for each token, all of one width.</param>
    public static TokenFeatures Of(params IReadOnlyList<float[]> rows) =>
        new([.. rows.SelectMany(row => row)], rows.Count == 0 ? 0 : rows[0].Length, [.. rows.Select(_ => true)]);

    /// <summary>The tokens that count, of length 1; a token of zeros stays zero.</summary>
    /// <exception cref="ArgumentException">The numbers are not as many as tokens times width.</exception>
    internal IReadOnlyList<double[]> UnitRows()
    {
        if ((Width < 1 && Tokens > 0) || Values.Count != (long)Tokens * Width)
            throw new ArgumentException($"TokenFeatures: {Values.Count} numbers are not {Tokens} tokens of width {Width}.");
        List<double[]> rows = [];
        for (var token = 0; token < Tokens; token++)
        {
            if (!Counts[token]) continue;
            var row = new double[Width];
            double squares = 0;
            for (var i = 0; i < Width; i++) squares += (row[i] = Values[(token * Width) + i]) * row[i];
            if (squares != 0) foreach (ref var value in row.AsSpan()) value /= Math.Sqrt(squares);
            rows.Add(row);
        }
        return rows;
    }
}

/// <summary>A text encoder that shows its tokens, such as the text tower of a model.</summary>
internal interface ITokenFeatures
{
    /// <summary>Names the encoder: figures of different encoders cannot be compared.</summary>
    string Id { get; }

    /// <summary>The tokens of some texts.</summary>
    /// <param name="texts">Of any length.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>One for each text, in order.</returns>
    IReadOnlyList<TokenFeatures> Of(IReadOnlyList<string> texts, CancellationToken cancellation = default);
}
