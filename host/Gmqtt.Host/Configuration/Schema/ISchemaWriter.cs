namespace Gmqtt.Host.Configuration.Schema;

/// <summary>Receives the schema row by row: the commented gmqtt.toml is one, the reference table another.</summary>
internal interface ISchemaWriter
{
    /// <summary>A table begins; its keys follow.</summary>
    void Table(TableDoc table);

    /// <summary>A key of the table that began last.</summary>
    void Key(KeyDoc key);
}
