using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training.Tasks.Answers;

namespace Gexia.Tests.Training.Tasks;

/// <summary>Open questions from official files to the card.</summary>
public sealed class AnswersTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private const string Task = "\"kind\": \"answers\", \"dataset\": \"msrvtt-qa\", \"hidden\": 16, \"textLength\": 8";

    [Theory]
    [InlineData("head", 40)]
    [InlineData("all", 40)]
    public void Colours_are_learned_and_an_answer_outside_the_set_is_wrong(string parts, int steps)
    {
        var trained = CliResult.Run([
            .. world.Train(
                Task, world.MsrVttQa(), $"qa-{parts}", $"task.trained={parts}", "task.answers=3", $"training.steps={steps}"),
            "--json"]);
        Assert.True(trained.Code == 0, trained.Error);
        var split = trained.Json.GetProperty("protocol").GetProperty("splits")[0];
        var figures = split.GetProperty("figures");
        Assert.Equal(["top1", "top1.what", "top1.who"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(0, figures.GetProperty("top1.who").GetDouble());
        Assert.Equal(100, figures.GetProperty("top1.what").GetDouble());
        Assert.Equal(66.7, figures.GetProperty("top1").GetDouble(), 1);
        Assert.Equal(9, split.GetProperty("train").GetProperty("items").GetInt32());
        Assert.Equal(1, split.GetProperty("train").GetProperty("dropped").GetProperty("answers_outside").GetInt32());
        Assert.Equal((3, 3, 1, 2, 1), (
            split.GetProperty("test").GetProperty("items").GetInt32(), split.GetProperty("answers_kept").GetInt32(),
            split.GetProperty("test_answers_outside").GetInt32(), split.GetProperty("questions_what").GetInt32(),
            split.GetProperty("questions_who").GetInt32()));
        var again = CliResult.Run("eval", world.File($"qa-{parts}"), "--json");
        Assert.Equal($"{trained.Json.GetProperty("protocol")}", $"{again.Json.GetProperty("protocol")}");
    }

    [Theory]
    [InlineData("What is it?", "what")]
    [InlineData("  where", "where")]
    [InlineData("whatever is it", "other")]
    [InlineData("is it", "other")]
    [InlineData("", "other")]
    [InlineData("how many", "how")]
    public void A_question_counts_by_its_first_word(string question, string word) => Assert.Equal(word, QuestionWords.Of(question));
}
