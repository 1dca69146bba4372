using System.Globalization;

namespace Gexia;

/// <summary>What a <see cref="GradientCheck"/> found.</summary>
public enum GradientVerdict
{
    /// <summary>All derivatives that could be judged agree.</summary>
    Agrees,
    /// <summary>The backward pass returns a wrong derivative.</summary>
    Wrong,
    /// <summary>The function gives different values for the same inputs, so that differences mean nothing.</summary>
    NotDeterministic,
    /// <summary>A value or a derivative is NaN or infinite.</summary>
    NotFinite,
    /// <summary>The function has a kink or a jump at every place that was tried, so that no derivative could be judged.</summary>
    NotDifferentiable,
}

/// <summary>The outcome of a <see cref="GradientCheck"/>.</summary>
public sealed record GradientCheckResult
{
    /// <summary>What was found.</summary>
    public GradientVerdict Verdict { get; init; }

    /// <summary>Whether all derivatives that could be judged agree.</summary>
    public bool Agrees => Verdict == GradientVerdict.Agrees;

    /// <summary>How many derivatives were compared, those at kinks included.</summary>
    public long Elements { get; init; }

    /// <summary>How many of them are wrong.</summary>
    public long Failed { get; init; }

    /// <summary>How many could not be judged, as the function has a kink or a jump there.</summary>
    public long Kinks { get; init; }

    /// <summary>The worst difference as a multiple of what is allowed.</summary>
    public double Excess { get; init; }

    /// <summary>Number of the input with the worst difference.</summary>
    public int Input { get; init; }

    /// <summary>Row-major place of the worst element in that input; or number of the worst direction.</summary>
    public long Element { get; init; }

    /// <summary>Index of the worst element, one number an axis; null for a direction.</summary>
    public IReadOnlyList<int>? Index { get; init; }

    /// <summary>The derivative that the backward pass returned there.</summary>
    public double Analytic { get; init; }

    /// <summary>The central difference there.</summary>
    public double Numeric { get; init; }

    /// <summary>What is not finite or not deterministic, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Throws unless all derivatives that could be judged agree.</summary>
    /// <exception cref="InvalidOperationException">With what was found, the worst element and both values.</exception>
    public void ThrowIfWrong()
    {
        if (!Agrees) throw new InvalidOperationException(ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => "GradientCheck: " + Verdict switch
    {
        GradientVerdict.Agrees => $"agrees; {Kinked}{Worst}",
        GradientVerdict.Wrong => $"WRONG; {Failed} of {Elements} derivatives fail; {Kinked}{Worst}",
        GradientVerdict.NotDeterministic => $"NOT DETERMINISTIC; {Reason} Give random numbers a fixed seed.",
        GradientVerdict.NotFinite => $"NOT FINITE; {Reason}",
        _ => $"NOT DIFFERENTIABLE; the function has a kink or a jump at all {Elements} places. Move the inputs away from it.",
    };

    private string Kinked => Kinks == 0 ? "" : $"{Kinks} not judged, as the function has a kink or a jump there; ";

    private string Place => Index is null ? $"direction {Element}" : $"element [{string.Join(", ", Index)}]";

    private string Worst => Elements == 0 ? "there are no elements." : string.Create(CultureInfo.InvariantCulture,
        $"worst at input {Input}, {Place}: backward gives {Analytic:G9}, differences give {Numeric:G9} ({Excess:G3} times the tolerance).");
}
