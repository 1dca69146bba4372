using System.Globalization;

namespace Gexia.Training.Config;

/// <summary>Where a value was written: a line and a column of a file, or an option of the command line.</summary>
/// <param name="Name">The file, or the whole option.</param>
/// <param name="Line">From 1; 0 for an option.</param>
/// <param name="Column">Bytes from 1.</param>
internal readonly record struct TextPlace(string Name, int Line = 0, int Column = 0)
{
    /// <summary>Whether it was written on the command line.</summary>
    public bool IsOption => Line == 0;

    /// <summary>As <c>clips.json:12:5</c> or <c>--set training.steps=5</c>.</summary>
    public override string ToString() => IsOption ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}:{Line}:{Column}");
}
