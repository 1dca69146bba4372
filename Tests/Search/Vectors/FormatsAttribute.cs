using System.Reflection;
using Xunit.Sdk;

namespace Gexia.Tests.Search.Vectors;

/// <summary>Runs a theory once for each format of a store.</summary>
public sealed class FormatsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Enum.GetValues<WeightFormat>().Select(format => new object[] { format });
}
