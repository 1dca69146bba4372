using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Gexia.Tests.Testing;

/// <summary>Keeps what FsCheck finds instead of throwing it.</summary>
internal sealed class Counterexample : IRunner
{
    public object? Smallest { get; private set; }

    /// <summary>The counterexample of a property that must have one.</summary>
    public static T Of<T>(Property property) => Assert.IsType<T>(Find(property));

    /// <summary>The counterexample of a property, or null where none was found.</summary>
    public static object? Find(Property property)
    {
        var runner = new Counterexample();
        property.Check(Config.Quick.WithRunner(runner).WithReplay(17, 3).WithMaxTest(300));
        return runner.Smallest;
    }

    public void OnStartFixture(Type type) { }

    public void OnArguments(int test, FSharpList<object> arguments, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every) { }

    public void OnShrink(FSharpList<object> arguments, FSharpFunc<FSharpList<object>, string> every) { }

    // the arguments that it shrank to
    public void OnFinished(string name, TestResult result) => Smallest = (result as TestResult.Failed)?.Item3.Head;
}
