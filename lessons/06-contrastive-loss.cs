#:project ../Models/Gexia.Models.csproj

// 6. The contrastive loss: each video to its own text
//
// A batch has B videos and their B texts, each as a vector. Similarity is the cosine: the dot product of the vectors scaled to length 1.
// The cosines, times a learned scale, are the scores of a multiple-choice question: which of the B texts belongs to video i? The right
// answer is text i. The loss is the mean of −ln p(right), asked in both directions:
//
//     sᵢⱼ = exp(ℓ)·⟨vᵢ, tⱼ⟩/(|vᵢ|·|tⱼ|)
//     L = ½·( mean −ln( exp sᵢᵢ / Σⱼ exp sᵢⱼ )  +  mean −ln( exp sᵢᵢ / Σⱼ exp sⱼᵢ ) )

using Gexia;
using Gexia.Models;

Lesson.Part("By hand");
double[][] video = [[1, 0, 0], [0, 2, 0], [0, 0.5, 0.5]];
double[][] text = [[3, 0.3, 0], [0.1, 1, 0.2], [0, -0.2, 1]];
const double scale = 5;
var s = video.Select(v => text.Select(t => scale * Cosine(v, t)).ToArray()).ToArray();
Lesson.Table(
    ["", "text 0", "text 1", "text 2", "p(right text)"],
    s.Select((row, i) => new object[] { $"video {i}", row[0], row[1], row[2], Math.Exp(-Surprise(row, i)) }));
var rows = s.Select((row, i) => Surprise(row, i)).Average();
var columns = Enumerable.Range(0, 3).Select(j => Surprise([.. s.Select(row => row[j])], j)).Average();
var loss = (rows + columns) / 2;
Console.WriteLine(FormattableString.Invariant($"  L = ½·({rows:0.0000} + {columns:0.0000}) = {loss:0.0000}"));

Lesson.Part("The library gives the same");
var (v, t, logScale) =
    (Matrix(video).RequireGradient(), Matrix(text).RequireGradient(), Tensor.Scalar(Math.Log(scale), DType.Float64).RequireGradient());
var symmetric = ContrastiveLoss.Symmetric(v, t, logScale);
Lesson.Same("L", symmetric.Item<double>(), loss, 1e-12);

// Chance: when all cosines are equal, each answer has probability 1/B, and L = ln B. A training starts near there.
var same = Tensor.Ones([8, 4], DType.Float64);
Lesson.Same("with equal vectors L is ln 8", ContrastiveLoss.Symmetric(same, same, logScale).Item<double>(), Math.Log(8), 1e-9);

// The gradient of a multiple-choice question with respect to its scores is p − [right]: push every score down by its probability, and the
// right one up by 1. For both directions, averaged:
//
//     dL/dsᵢⱼ = (pᵢⱼ + p′ᵢⱼ − 2·[i = j]) / 2B

Lesson.Part("The gradient with respect to the scores");
var scores = Tensor.Of(new[,] { { s[0][0], s[0][1], s[0][2] }, { s[1][0], s[1][1], s[1][2] }, { s[2][0], s[2][1], s[2][2] } })
    .RequireGradient();
var d = scores.SymmetricCrossEntropy().Backward()[scores];
Console.WriteLine(d);
var byHand = new double[9];
for (var i = 0; i < 3; i++)
    for (var j = 0; j < 3; j++)
        byHand[(3 * i) + j] =
            (Math.Exp(s[i][j]) / s[i].Sum(Math.Exp) + (Math.Exp(s[i][j]) / s.Sum(row => Math.Exp(row[j]))) - (i == j ? 2 : 0)) / 6;
Lesson.Same("dL/ds", d.ToArray<double>(), byHand, 1e-12);
Lesson.Holds("right answers are pulled up, wrong ones pushed down", Enumerable.Range(0, 9).All(e => (e % 4 == 0) == (byHand[e] < 0)));

// A step against the gradient makes the loss smaller.
var gradients = symmetric.Backward();
var after = ContrastiveLoss.Symmetric(v.Detach() - (0.5 * gradients[v]), t.Detach() - (0.5 * gradients[t]), logScale.Detach())
    .Item<double>();
Lesson.Table(["", "L"], [["before", loss], ["after one step", after]]);
Lesson.Holds("one step down", after < loss);
Lesson.End();

static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

// −ln of the soft-max at the right place.
static double Surprise(double[] scores, int right) => Math.Log(scores.Sum(Math.Exp)) - scores[right];

static Tensor Matrix(double[][] rows) => Tensor.Of([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]);
