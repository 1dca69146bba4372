namespace Gexia.Training.GroundingWorlds;

/// <summary>A row of the miniature: which of S-ViLM's parts a training has.</summary>
/// <param name="Name">As in folders and JSON.</param>
/// <param name="Words">As people say it.</param>
/// <param name="Blends">Stretches of other videos are pasted in.</param>
/// <param name="Grounds">L_g: group tokens against noun phrases.</param>
/// <param name="Groups">L_t: foreground clips against background clips.</param>
internal sealed record GroundingRow(string Name, string Words, bool Blends, bool Grounds, bool Groups)
{
    /// <summary>In the order of the tables. The paper's row of L_c alone is <c>blended</c>: its L_c takes blended videos.</summary>
    public static IReadOnlyList<GroundingRow> All { get; } =
    [
        new("contrastive", "L_c, no blending", Blends: false, Grounds: false, Groups: false),
        new("blended", "L_c", Blends: true, Grounds: false, Groups: false),
        new("grounding", "L_c + L_g", Blends: true, Grounds: true, Groups: false),
        new("grouping", "L_c + L_t", Blends: true, Grounds: false, Groups: true),
        new("both", "L_c + L_g + L_t", Blends: true, Grounds: true, Groups: true),
    ];

    /// <summary>The row of a name.</summary>
    public static GroundingRow Named(string name) => All.First(row => row.Name == name);
}
