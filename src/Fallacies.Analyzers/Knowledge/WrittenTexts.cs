using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Follows a value back to the texts that are written for it; what the program computes otherwise ends the way.</summary>
internal sealed class WrittenTexts(KnownTypes types)
{
    // A way over more names than this is not followed; it also ends initialisers that name each other.
    private const int MaximumDepth = 6;

    private static readonly Regex Holes = new(@"\{(\d+)[^{}]*\}");

    public IEnumerable<WrittenText> Of(IOperation? value, int depth = 0)
    {
        if (value is null || depth > MaximumDepth)
            return [];
        if (value.ConstantValue is { HasValue: true } constant)
            return constant.Value is string text ? [new WrittenText(text, value) { Declaration = DeclarationOf(value) }] : [];
        if (value.Syntax is CollectionExpressionSyntax)
            return value.ChildOperations.SelectMany(element => Of(element, depth + 1));

        return value switch
        {
            IConversionOperation conversion => Of(conversion.Operand, depth),
            IParenthesizedOperation parenthesized => Of(parenthesized.Operand, depth),
            IInterpolatedStringOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } => OfComposed(value, depth),
            ICoalesceOperation coalesce => Of(coalesce.Value, depth + 1).Concat(Of(coalesce.WhenNull, depth + 1).Select(text => text with { Taken = Taken.WhenNull })),
            IConditionalOperation conditional => Of(conditional.WhenTrue, depth + 1).Concat(Of(conditional.WhenFalse, depth + 1)),
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(element => Of(element, depth + 1)),
            IInvocationOperation call => OfCall(call, depth),
            IObjectCreationOperation creation => OfCreation(creation, depth),
            ILocalReferenceOperation local => Of(Locals.OnlyValue(local), depth + 1).Select(text => text with { Through = text.Through.Add(local) }),
            IPropertyReferenceOperation { Property: { Name: "Uri", ContainingType.Name: "UriBuilder" }, Instance: { } builder } => OfBuilder(builder, depth + 1),
            IFieldReferenceOperation { Field: { IsReadOnly: true } field } => OfMember(field, value, depth),
            IPropertyReferenceOperation { Property: { IsReadOnly: true, IsVirtual: false, IsOverride: false, IsAbstract: false } property } => OfMember(property, value, depth),
            _ => [],
        };
    }

    /// <summary>Whether a value of this creation is the address that its first argument writes.</summary>
    public bool IsAddress(IObjectCreationOperation creation) => Same(creation.Type, types.Uri) || Same(creation.Type, types.IPEndPoint);

    /// <summary>Whether the result of this call is the address that its first argument writes.</summary>
    public bool IsAddress(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Parse", IsStatic: true } method && (Same(method.ContainingType, types.IPAddress) || Same(method.ContainingType, types.IPEndPoint));

    private IEnumerable<WrittenText> OfCall(IInvocationOperation call, int depth)
    {
        if (IsAddress(call))
            return Of(First(call.Arguments), depth + 1);
        if (call.TargetMethod.Name == "GetValue" && Same(call.TargetMethod.ContainingType, types.ConfigurationBinder))
            return Of(call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "defaultValue")?.Value, depth + 1).Select(text => text with { Taken = Taken.AsDefault });
        return call.TargetMethod switch
        {
            { Name: "Concat", ContainingType.SpecialType: SpecialType.System_String } => OfComposed(call, depth),
            { Name: "Format", ContainingType.SpecialType: SpecialType.System_String } => OfFormat(call, depth),
            _ => [],
        };
    }

    private IEnumerable<WrittenText> OfCreation(IObjectCreationOperation creation, int depth)
    {
        if (IsAddress(creation))
            return Of(First(creation.Arguments), depth + 1);
        if (Same(creation.Type, types.IPAddress))
            return WrittenParts.OfBytes(First(creation.Arguments)) is { } address ? [new WrittenText(address, creation)] : [];

        // new List<string> { "10.0.0.1", "10.0.0.2" }
        return creation.Initializer?.Initializers.OfType<IInvocationOperation>().SelectMany(add => Of(First(add.Arguments), depth + 1)) ?? [];
    }

    // "new UriBuilder(text)" and "new UriBuilder(scheme, host, port)", if nothing gives the builder another scheme or host later.
    private IEnumerable<WrittenText> OfBuilder(IOperation builder, int depth) => Operations.Unwrap(builder) switch
    {
        IObjectCreationOperation { Initializer: null, Arguments: { Length: 1 } arguments } => Of(arguments[0].Value, depth),
        IObjectCreationOperation made when WrittenParts.HostOf(made) is { } host => Of(host, depth).Select(text => text with { Text = WrittenParts.Address(text.Text, made, part => OnlyText(part, depth)), IsHostAlone = true }),
        ILocalReferenceOperation local when Locals.OnlyValue(local) is IObjectCreationOperation made && !Operations.Uses(local.Local, local).Any(WrittenParts.IsRedirected) =>
            OfBuilder(made, depth).Select(text => text with { Through = text.Through.Add(local) }),
        _ => [],
    };

    // What a field or property is given where it is declared, if nothing else gives it a value. The name is the place: it stands where the value is used.
    private IEnumerable<WrittenText> OfMember(ISymbol member, IOperation place, int depth) =>
        Members.OnlyValue(member, place) is { } value ? Of(value, depth + 1).Select(text => text with { Place = place, Declaration = value.Syntax }) : [];

    private IEnumerable<WrittenText> OfComposed(IOperation value, int depth)
    {
        var text = "";
        foreach (var part in Parts(value))
            text += TextOf(part, text, depth);

        return [new WrittenText(text, value)];
    }

    // string.Format("http://{0}/prices/{1}", host, id)
    private IEnumerable<WrittenText> OfFormat(IInvocationOperation call, int depth)
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "format")?.Value.ConstantValue is not { HasValue: true, Value: string format })
            return [];

        var given = call.Arguments.Where(argument => argument.Parameter?.Name is not ("format" or "provider"))
            .SelectMany(argument => argument.Value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.AsEnumerable() : [argument.Value]).Select(Operations.Unwrap).ToArray();
        var (text, end) = ("", 0);
        foreach (Match hole in Holes.Matches(format))
        {
            text += format.Substring(end, hole.Index - end);
            text += int.TryParse(hole.Groups[1].Value, out var index) && index < given.Length ? TextOf(given[index], text, depth) : HostName.Hole;
            end = hole.Index + hole.Length;
        }

        return [new WrittenText(text + format.Substring(end), call)];
    }

    private string TextOf(IOperation part, string before, int depth) =>
        part.ConstantValue is { HasValue: true, Value: { } constant } ? Convert.ToString(constant, CultureInfo.InvariantCulture)
        : OnlyText(part, depth + 1) ?? (EndsInHost(before) && part.Type?.SpecialType == SpecialType.System_String ? "/" + HostName.Hole : HostName.Hole);

    private string? OnlyText(IOperation part, int depth)
    {
        var texts = Of(part, depth).ToArray();
        return texts.Length == 1 && texts[0].Taken == Taken.Always ? texts[0].Text : null;
    }

    // What follows "http://10.0.0.5" as a string is a path, not one more digit.
    private static bool EndsInHost(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0 && text.IndexOf('/', scheme + 3) < 0 && char.IsLetterOrDigit(text[text.Length - 1]);

    private static IEnumerable<IOperation> Parts(IOperation value) => value switch
    {
        { ConstantValue.HasValue: true } => [value],
        IInterpolatedStringOperation interpolated => interpolated.Parts.SelectMany(part => part switch
        {
            IInterpolatedStringTextOperation text => [text.Text],
            IInterpolationOperation hole => Parts(hole.Expression),
            _ => new[] { (IOperation)part },
        }),
        IInvocationOperation { TargetMethod: { Name: "Concat", ContainingType.SpecialType: SpecialType.System_String } } sum when sum.Arguments.All(argument => argument.Value.Type?.SpecialType == SpecialType.System_String) =>
            sum.Arguments.SelectMany(argument => Parts(argument.Value)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Parts(sum.LeftOperand).Concat(Parts(sum.RightOperand)),
        IConversionOperation { Operand: IBinaryOperation or IInterpolatedStringOperation } conversion => Parts(conversion.Operand),
        _ => [value],
    };

    private static IOperation? First(IEnumerable<IArgumentOperation> arguments) => arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;

    // A constant of another project has no place in this one.
    private static SyntaxNode? DeclarationOf(IOperation constant) =>
        (constant switch { IFieldReferenceOperation f => f.Field, ILocalReferenceOperation l => l.Local, _ => (ISymbol?)null })?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration
        && constant.SemanticModel?.Compilation.ContainsSyntaxTree(declaration.SyntaxTree) == true ? declaration : null;

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
