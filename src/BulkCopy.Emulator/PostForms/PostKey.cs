namespace BulkCopy.Emulator.PostForms;

/// <summary>The object key of a form, whose <c>${filename}</c> stands for the name of the uploaded file.</summary>
internal readonly record struct PostKey
{
    private const string Variable = "${filename}";

    private PostKey(string stored, string judged) => (Stored, Judged) = (stored, judged);

    /// <summary>The key the object gets.</summary>
    public string Stored { get; }

    /// <summary>The key the policy is held against: OSS expands only after the check.</summary>
    public string Judged { get; }

    public static PostKey Of(string field, string fileName, EmulatorDialect dialect)
    {
        string expanded = field.Replace(Variable, fileName, StringComparison.Ordinal);
        return new PostKey(expanded, dialect == EmulatorDialect.Oss ? field : expanded);
    }
}
