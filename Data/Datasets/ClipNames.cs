using System.Text;
using System.Text.RegularExpressions;

namespace Gexia.Data.Datasets;

/// <summary>How files of clips are named: a template in which <c>{id}</c>, <c>{start}</c> and <c>{end}</c> are what a row states.</summary>
/// <remarks>
/// <c>{start:-}</c> is the time with a hyphen, or whatever stands there, in place of each colon: many systems allow no colons in names.
/// A template without times names the uncut video, of which the clip is a part.
/// </remarks>
internal sealed partial class ClipNames
{
    private const string Id = "id", Start = "start", End = "end";

    private readonly List<(string Literal, string Name, string? Colon)> parts = [];
    private readonly string rest;

    /// <param name="template">Such as <c>{id}_{start}_{end}.mp4</c>.</param>
    /// <exception cref="GexiaException">It names no id, one time but not the other, or something that is not known.</exception>
    public ClipNames(string template)
    {
        var at = 0;
        foreach (Match match in Placeholder().Matches(template))
        {
            parts.Add(
                (template[at..match.Index], match.Groups[1].Value, match.Groups[2].Success ? match.Groups[3].Value : null));
            at = match.Index + match.Length;
        }
        rest = template[at..];
        IsCut = Has(Start);
        if (!Has(Id) || Has(Start) != Has(End) || parts.Any(part => part.Literal.AsSpan().ContainsAny('{', '}'))
            || rest.AsSpan().ContainsAny('{', '}'))
            throw new GexiaException(
                $"'{template}' does not name clips: it needs {{id}}, and may hold {{start}} and {{end}}, or as {{start:-}} with what "
                + $"stands in place of colons.");
    }

    /// <summary>Refuses a template that names no clips.</summary>
    /// <exception cref="GexiaException">As the constructor's.</exception>
    public static void Check(string template) => _ = new ClipNames(template);

    /// <summary>Whether each clip is a file of its own.</summary>
    public bool IsCut { get; }

    /// <summary>The name of a clip's file.</summary>
    public string Of(string id, string start, string end)
    {
        var name = new StringBuilder();
        foreach (var (literal, what, colon) in parts)
        {
            var value = what == Id ? id : what == Start ? start : end;
            name.Append(literal).Append(colon is null ? value : value.Replace(":", colon));
        }
        return name.Append(rest).ToString();
    }

    private bool Has(string name) => parts.Any(part => part.Name == name);

    [GeneratedRegex(@"\{(id|start|end)(:([^{}:/\\]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
