#:project ../Tensor/Gexia.Tensor.csproj
#:project ../Autograd/Gexia.Autograd.csproj

// 1. Tensors: numbers in a row, seen as a table
//
// A tensor is a list of numbers and a rule that says where the number at an index lies. For a table with R rows and C columns, kept row
// after row ("row-major"), element (i, j) lies at place
//
//     place(i, j) = i·C + j·1
//
// The factors (C, 1) are the strides: how far to step in memory when an index grows by one. Everything in this lesson follows from that.

using Gexia;

Lesson.Part("Strides find an element");
double[] memory = [1, 2, 3, 4, 5, 6];
const int rows = 2, columns = 3;
double ByHand(int i, int j) => memory[(i * columns) + j];

var x = Tensor.Of(memory, [rows, columns]);
Console.WriteLine(x);
for (var i = 0; i < rows; i++)
    for (var j = 0; j < columns; j++)
        Lesson.Same($"element ({i}, {j})", x[i, j], ByHand(i, j));
Lesson.Holds("the library's strides are (3, 1)", x.Layout.Strides.SequenceEqual([3L, 1L]));

// A transposed table needs no copy. Element (j, i) of the transposed is element (i, j) of the original: swap the strides.
//
//     placeᵀ(j, i) = j·1 + i·C

Lesson.Part("A transpose swaps the strides");
var turned = x.Transpose();
Console.WriteLine(turned);
Lesson.Holds("its strides are (1, 3)", turned.Layout.Strides.SequenceEqual([1L, 3L]));
Lesson.Same("element (2, 0) of it is element (0, 2) of x", turned[2, 0], ByHand(0, 2));
x[0, 2] = 30;
memory[2] = 30;
Lesson.Same("both look at the same memory: a change of one shows in the other", turned[2, 0], 30);

// Broadcasting: adding a row to a table means to add it to every row. No table of repeated rows is made: an axis that repeats has stride 0.
//
//     yᵢⱼ = xᵢⱼ + bⱼ

Lesson.Part("An axis of stride 0 repeats");
var b = Tensor.Of(10.0, 20, 30);
var repeated = b.Expand(rows, columns);
Lesson.Holds("the strides of the repeated row are (0, 1)", repeated.Layout.Strides.SequenceEqual([0L, 1L]));
var sum = x + b;
Console.WriteLine(sum);
var expected = new double[rows * columns];
for (var i = 0; i < rows; i++)
    for (var j = 0; j < columns; j++) expected[(i * columns) + j] = memory[(i * columns) + j] + b[j];
Lesson.Same("x + b", sum.ToArray<double>(), expected);

// Shapes broadcast from the right: extents must be equal, or one of them is 1, or missing.

Lesson.Part("Which shapes fit");
(int[] A, int[] B)[] shapes = [([2, 3], [3]), ([2, 3], [2, 1]), ([4, 1, 3], [2, 1]), ([2, 3], [2])];
Lesson.Table(["a", "b", "a + b"], shapes.Select(pair =>
{
    string result;
    try { result = (Tensor.Zeros(pair.A) + Tensor.Zeros(pair.B)).Shape.ToString(); }
    catch (ShapeException) { result = "refused"; }
    return new object[] { $"[{string.Join(", ", pair.A)}]", $"[{string.Join(", ", pair.B)}]", result };
}));

// The matrix product: row i of A times column j of B.
//
//     yᵢⱼ = Σₖ aᵢₖ·bₖⱼ

Lesson.Part("A product of matrices");
var product = x.MatMul(turned);
var naive = new double[rows * rows];
for (var i = 0; i < rows; i++)
    for (var j = 0; j < rows; j++)
        for (var k = 0; k < columns; k++) naive[(i * rows) + j] += ByHand(i, k) * ByHand(j, k);
Console.WriteLine(product);
Lesson.Same("x·xᵀ", product.ToArray<double>(), naive);
Lesson.End();
