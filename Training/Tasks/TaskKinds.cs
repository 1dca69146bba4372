using Gexia.Training.Tasks.Answers;
using Gexia.Training.Tasks.Localization;
using Gexia.Training.Tasks.Matching;
using Gexia.Training.Tasks.VideoClasses;

namespace Gexia.Training.Tasks;

/// <summary>All kinds of tasks, a row each.</summary>
internal static class TaskKinds
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<TaskKind> All { get; } =
    [
        new AnswersKind(),
        new VideoClassesKind(),
        new LocalizationKind(),
        new MultiLabelKind(),
        new MultipleChoiceKind(),
        new ZeroShotKind(),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskKind Named(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException(
            $"TaskKinds: there is no kind '{name}'; known are {string.Join(", ", All.Select(kind => kind.Name))}.", nameof(name));
}
