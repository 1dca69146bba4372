namespace Gexia.Models;

/// <summary>
/// How a model is asked, where that may differ between kinds of data and be chosen anew at inference, such as GEXIA's #iter. Each kind of
/// model has its own; equal options compute alike.
/// </summary>
public abstract record ModelOptions
{
    /// <summary>Of a model that is asked in one way only.</summary>
    public static ModelOptions None { get; } = new NoOptions();

    /// <summary>What they are called in configurations and listings, such as <c>iterations</c>; empty for <see cref="None"/>.</summary>
    public abstract string Name { get; }

    /// <summary>The part of them that decides what is made of pictures and videos.</summary>
    public virtual string ForMedia => ToString();

    private sealed record NoOptions : ModelOptions
    {
        public override string Name => "";

        public override string ToString() => "";
    }
}
